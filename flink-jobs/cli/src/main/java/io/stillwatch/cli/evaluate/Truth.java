package io.stillwatch.cli.evaluate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labels: what each account of a stream really is.
 *
 * <pre>
 *   {"accounts": {"&lt;account_id&gt;": {
 *      "label": "attack", "campaign": "...", "evasion": "...", "archetype": "...", "successor_of": "..."}
 *   or "label": "benign", "cls": "classroom", "group": "classroom0"}}}
 * </pre>
 *
 * @param file where they stand, for complaints
 */
record Truth(Map<String, Account> accounts, Path file) {

  private static final String FORM =
      "labels are one JSON object, {\"accounts\": {\"<account_id>\": {\"label\": \"attack\","
          + " \"campaign\": ...} or {\"label\": \"benign\", \"cls\": ...}}}";

  /**
   * One account.
   *
   * @param campaign whose member it is; empty where it attacks nobody
   * @param cls class of honest users; empty for attackers
   * @param group honest users who belong together, a class in one room
   * @param successor whether it took over the work of a banned account
   */
  record Account(
      boolean attack,
      boolean benign,
      String campaign,
      String evasion,
      String archetype,
      String cls,
      @Nullable String group,
      boolean successor) {

    /** What a cluster of accounts is made of: campaigns, or honest users. */
    String side() {
      return campaign.isEmpty() ? "benign" : campaign;
    }
  }

  Truth {
    accounts = Map.copyOf(accounts);
  }

  static Truth read(Path file) {
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      Fields all = Fields.read(json, file.toString()).object("accounts");
      Map<String, Account> accounts = new HashMap<>();
      for (String id : all.values().keySet()) {
        accounts.put(id, account(all.object(id), file + ", account '" + id + "'"));
      }
      if (accounts.isEmpty()) {
        throw new WrongUse(file + " holds no accounts; " + FORM);
      }
      return new Truth(accounts, file);
    } catch (IOException e) {
      throw new WrongUse(
          "cannot read the labels in " + file + ": " + Reason.of(e) + "; " + FORM, e);
    }
  }

  private static Account account(Fields fields, String place) {
    Fields placed = new Fields(fields.values(), place);
    String label = placed.required("label");
    boolean attack = label.equals("attack");
    boolean benign = label.equals("benign");
    return new Account(
        attack,
        benign,
        attack ? placed.required("campaign") : or(placed, "campaign", ""),
        or(placed, "evasion", "unnamed"),
        or(placed, "archetype", "unnamed"),
        benign ? placed.required("cls") : or(placed, "cls", ""),
        placed.text("group"),
        placed.text("successor_of") != null);
  }

  private static String or(Fields fields, String name, String otherwise) {
    String text = fields.text(name);
    return text == null ? otherwise : text;
  }
}
