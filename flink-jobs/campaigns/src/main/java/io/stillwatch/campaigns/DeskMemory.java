package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a desk remembers, as pieces that are stored one by one: it notes which have changed, writes
 * them and reads them back. What can be derived from members is not stored.
 *
 * <pre>
 *  n            population                                  i64
 *  v HASH       accounts that show the value                i64
 *  l HASH       accounts on the link                        u16, then the ids
 *  c ID         founded, last seen, revision, hand-overs    i64 x 3, i32, then the evidence by clue,
 *               and when it was last told, with how many      i64, i32
 *  g ID         one that is gone                           what it became, when i64
 *  p ACCOUNT    first and last seen, born, last finding     i64 x 4, then findings, templates i32 x 2,
 *               organisation, API key, verified, exchange; partners, takers; of each kind the values: hash,
 *               that under the other key, since, hits; what else was found of it: rule, number,
 *               time; the campaign that it joined, its party, and whether it is proven
 * </pre>
 *
 * <p>Each piece begins with {@link #VERSION}. Big endian; texts as in DataOutput. Before version 5
 * nothing was known of one that is gone, and an account stood under what it had become.
 */
final class DeskMemory {

  static final byte VERSION = 5;
  private static final byte OLDEST_READ = 4;

  private static final LinkKind[] KINDS = LinkKind.values();

  private boolean population;
  private final Set<Long> popular = new LinkedHashSet<>();
  private final Set<Long> linked = new LinkedHashSet<>();
  private final Set<CampaignState> campaigns = new LinkedHashSet<>();
  private final Set<Participant> accounts = new LinkedHashSet<>();
  private final Map<String, Mergers.Step> gone = new LinkedHashMap<>();
  private final Set<String> forgotten = new LinkedHashSet<>();

  void populationChanged() {
    population = true;
  }

  void popular(long value) {
    popular.add(value);
  }

  void linked(long link) {
    linked.add(link);
  }

  void changed(CampaignState campaign) {
    campaigns.add(campaign);
  }

  void merged(CampaignState younger, CampaignState older, long atMs) {
    campaigns.remove(younger);
    campaigns.add(older);
    gone.put(younger.id, new Mergers.Step(older.id, atMs));
  }

  void changed(Participant account) {
    accounts.add(account);
    forgotten.remove(account.accountId);
  }

  void forget(Participant account) {
    accounts.remove(account);
    forgotten.add(account.accountId);
  }

  // ---- writing

  void drain(
      Popularity popularity,
      Map<Long, Map<String, Participant>> links,
      BiConsumer<String, byte @Nullable []> changed) {
    if (population) {
      changed.accept("n", piece(out -> out.writeLong(popularity.population())));
      population = false;
    }
    for (long value : popular) {
      changed.accept("v" + hex(value), piece(out -> out.writeLong(popularity.accounts(value))));
    }
    for (long link : linked) {
      Map<String, Participant> members = links.getOrDefault(link, Map.of());
      changed.accept("l" + hex(link), members.isEmpty() ? null : piece(out -> write(members, out)));
    }
    campaigns.forEach(
        campaign -> changed.accept("c" + campaign.id, piece(out -> write(campaign, out))));
    accounts.forEach(
        account -> changed.accept("p" + account.accountId, piece(out -> write(account, out))));
    gone.forEach(
        (campaign, step) -> {
          changed.accept("c" + campaign, null);
          changed.accept("g" + campaign, piece(out -> write(step, out)));
        });
    forgotten.forEach(account -> changed.accept("p" + account, null));
    popular.clear();
    linked.clear();
    campaigns.clear();
    accounts.clear();
    gone.clear();
    forgotten.clear();
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] piece(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot be: it is memory
    }
    return bytes.toByteArray();
  }

  private static void write(Map<String, Participant> members, DataOutputStream out)
      throws IOException {
    out.writeShort(members.size());
    for (String account : members.keySet()) {
      out.writeUTF(account);
    }
  }

  private static void write(CampaignState campaign, DataOutputStream out) throws IOException {
    out.writeLong(campaign.foundedAtMs);
    out.writeLong(campaign.lastAtMs());
    out.writeLong(campaign.revision());
    out.writeInt(campaign.handOvers());
    out.writeByte(campaign.evidence().size());
    for (Map.Entry<String, Double> clue : campaign.evidence().entrySet()) {
      out.writeUTF(clue.getKey());
      out.writeDouble(clue.getValue());
    }
    out.writeLong(campaign.toldAtMs());
    out.writeInt(campaign.toldHandOvers());
  }

  private static void write(Mergers.Step step, DataOutputStream out) throws IOException {
    out.writeUTF(step.into());
    out.writeLong(step.atMs());
  }

  private static void write(Participant account, DataOutputStream out) throws IOException {
    out.writeLong(account.firstAtMs);
    out.writeLong(account.lastAtMs());
    out.writeLong(account.bornAtMs());
    out.writeLong(account.foundAtMs());
    out.writeInt(account.findings());
    out.writeInt(account.templates());
    writeNullable(account.organizationId(), out);
    writeNullable(account.apiKeyId(), out);
    out.writeBoolean(account.verified());
    out.writeUTF(account.exchangeId());
    write(account.partners(), out);
    write(account.takers(), out);
    for (LinkKind kind : KINDS) {
      long[] values = account.values(kind);
      out.writeByte(values.length);
      for (int i = 0; i < values.length; i++) {
        out.writeLong(values[i]);
        out.writeLong(account.other(kind, i));
        out.writeLong(account.sinceMs(kind, i));
        out.writeInt(account.hits(kind, i));
      }
    }
    out.writeByte(account.reports().size());
    for (Map.Entry<String, Participant.Report> report : account.reports().entrySet()) {
      out.writeUTF(report.getKey());
      out.writeInt(report.getValue().number());
      out.writeLong(report.getValue().atMs());
    }
    CampaignState campaign = account.campaign();
    writeNullable(campaign == null ? null : account.joined(), out);
    writeNullable(campaign == null ? null : account.party(), out);
    out.writeBoolean(account.proven());
  }

  private static void write(List<String> accounts, DataOutputStream out) throws IOException {
    out.writeByte(accounts.size());
    for (String account : accounts) {
      out.writeUTF(account);
    }
  }

  private static void writeNullable(@Nullable String text, DataOutputStream out)
      throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      out.writeUTF(text);
    }
  }

  // ---- reading

  /** Fills what is given from stored pieces, in whatever order they come. */
  static void restore(
      Iterable<Map.Entry<String, byte[]>> stored,
      Popularity popularity,
      Map<String, CampaignState> campaigns,
      Set<String> retired,
      Mergers mergers,
      Map<String, Participant> participants,
      Map<Long, Map<String, Participant>> links) {
    Map<String, byte[]> accounts = new HashMap<>();
    Map<Long, byte[]> onLinks = new HashMap<>();
    for (Map.Entry<String, byte[]> piece : stored) {
      String key = piece.getKey();
      String name = key.substring(1);
      byte[] bytes = piece.getValue();
      switch (key.charAt(0)) {
        case 'n' -> popularity.population(number(key, bytes));
        case 'v' -> popularity.told(value(name), number(key, bytes));
        case 'g' -> {
          retired.add(name);
          Mergers.Step step = read(key, bytes, DeskMemory::step);
          if (step != null) {
            mergers.merged(name, step.into(), step.atMs());
          }
        }
        case 'c' -> campaigns.put(name, read(key, bytes, (in, version) -> campaign(name, in, version)));
        case 'p' -> accounts.put(name, bytes);
        case 'l' -> onLinks.put(value(name), bytes);
        default -> throw new IllegalArgumentException("unknown piece '" + key + "'");
      }
    }
    accounts.forEach(
        (id, bytes) ->
            participants.put(id, read("p" + id, bytes, (in, version) -> account(id, in, campaigns, mergers))));
    onLinks.forEach(
        (link, bytes) ->
            links.put(link, read("l" + hex(link), bytes, (in, version) -> members(in, participants))));
  }

  private interface Reading<T extends @Nullable Object> {
    T from(DataInputStream in, byte version) throws IOException;
  }

  private static <T extends @Nullable Object> T read(
      String key, byte[] bytes, Reading<T> reading) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = in.readByte();
      if (version < OLDEST_READ || version > VERSION) {
        throw new IllegalArgumentException(
            "piece '"
                + key
                + "' has version "
                + version
                + "; this code reads "
                + OLDEST_READ
                + " to "
                + VERSION);
      }
      T value = reading.from(in, version);
      if (in.available() > 0) {
        throw new IllegalArgumentException("piece '" + key + "' is longer than it says");
      }
      return value;
    } catch (IOException e) {
      throw new IllegalArgumentException("piece '" + key + "' is torn", e);
    }
  }

  private static long number(String key, byte[] bytes) {
    return read(key, bytes, (in, version) -> in.readLong());
  }

  private static CampaignState campaign(String id, DataInputStream in, byte version)
      throws IOException {
    long founded = in.readLong();
    long last = in.readLong();
    long revision = in.readLong();
    int handOvers = in.readInt();
    Map<String, Double> evidence = new LinkedHashMap<>();
    for (int clues = in.readUnsignedByte(); clues > 0; clues--) {
      evidence.put(in.readUTF(), in.readDouble());
    }
    CampaignState campaign = new CampaignState(id, founded, evidence);
    campaign.restore(revision, last, handOvers);
    if (version > 4) {
      campaign.restoreTold(in.readLong(), in.readInt());
    }
    return campaign;
  }

  private static Mergers.@Nullable Step step(DataInputStream in, byte version)
      throws IOException {
    return version > 4 ? new Mergers.Step(in.readUTF(), in.readLong()) : null;
  }

  private static Participant account(
      String id, DataInputStream in, Map<String, CampaignState> campaigns, Mergers mergers)
      throws IOException {
    Participant account = new Participant(id, in.readLong());
    long last = in.readLong();
    long born = in.readLong();
    long found = in.readLong();
    int findings = in.readInt();
    int templates = in.readInt();
    account.restore(
        readNullable(in),
        readNullable(in),
        in.readBoolean(),
        in.readUTF(),
        born,
        last,
        templates,
        found,
        findings);
    for (int partners = in.readUnsignedByte(); partners > 0; partners--) {
      account.addPartner(in.readUTF());
    }
    for (int takers = in.readUnsignedByte(); takers > 0; takers--) {
      account.addTaker(in.readUTF());
    }
    for (LinkKind kind : KINDS) {
      int count = in.readUnsignedByte();
      long[] values = new long[count];
      long[] others = new long[count];
      long[] since = new long[count];
      int[] hits = new int[count];
      for (int i = 0; i < count; i++) {
        values[i] = in.readLong();
        others[i] = in.readLong();
        since[i] = in.readLong();
        hits[i] = in.readInt();
      }
      account.restore(kind, values, others, since, hits);
    }
    for (int reports = in.readUnsignedByte(); reports > 0; reports--) {
      account.restore(in.readUTF(), new Participant.Report(in.readInt(), in.readLong()));
    }
    String joined = readNullable(in);
    String party = readNullable(in);
    boolean proven = in.readBoolean();
    if (joined != null) {
      CampaignState campaign = campaigns.get(mergers.now(joined));
      if (campaign == null) {
        throw new IllegalArgumentException(
            "account '" + id + "' is stored as a member of '" + joined + "', which is not");
      }
      account.restoreParty(party);
      account.joins(campaign, joined, proven);
    }
    return account;
  }

  private static Map<String, Participant> members(
      DataInputStream in, Map<String, Participant> participants) throws IOException {
    Map<String, Participant> members = new LinkedHashMap<>();
    for (int count = in.readUnsignedShort(); count > 0; count--) {
      String id = in.readUTF();
      Participant account = participants.get(id);
      if (account != null) {
        members.put(id, account);
      }
    }
    return members;
  }

  private static @Nullable String readNullable(DataInputStream in) throws IOException {
    return in.readBoolean() ? in.readUTF() : null;
  }

  private static String hex(long value) {
    return Long.toHexString(value);
  }

  private static long value(String hex) {
    return Long.parseUnsignedLong(hex, 16);
  }
}
