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
 *  d            the day that it is                          i64
 *  v HASH       accounts that have shown the value, the day on which that was last told: i64 x 2;
 *               members among them that are forgotten: how many u8, then their hashes i64, or 255
 *               and the registers of a sketch
 *  l HASH       accounts on the link                        u16, then the ids
 *  c ID         founded, last seen, revision, last grown    i64 x 4, hand-overs by day, the evidence
 *               by clue, when it was last told, with how many hand-overs: i64, i32; members when all
 *               were last looked at i32; the name by which it is joined, members that
 *               mergers have brought since i32; how many days u8, then each:
 *               which i64, members and found i32 x 2, exchanges i64, nats and the newest's f64 x 2
 *  g ID         one that is gone                           what it became if anything, when i64
 *  p ACCOUNT    first and last seen, born, last finding     i64 x 4, findings i32, whether the last was
 *               to be carried out, templates and exchanges i32 x 2, organisation, API key, verified, exchange; partners,
 *               each with when it was one last and whether it took work; of each kind the values: hash,
 *               that under the other key, since, hits; what else was found of it: rule, number, time,
 *               whether it was to be carried out; the campaign that it joined, its party, and whether
 *               it is proven
 * </pre>
 *
 * <p>Each piece begins with {@link #VERSION}. Big endian; texts as in DataOutput. Up to version 7
 * nothing was known of the days of a campaign, nor of exchanges, nor how many mergers have brought:
 * they are taken to be none. Up to version 6 a campaign was joined by its own name. Up to version 5
 * nothing told whether a finding was to be carried out: it is taken to have been. Nor was anything
 * known of a value but its accounts: it counts as told on the day on which that is noticed.
 */
final class DeskMemory {

  static final byte VERSION = 8;
  private static final byte OLDEST_READ = 5;

  private static final int SKETCHED = 255;

  private static final LinkKind[] KINDS = LinkKind.values();

  private boolean population;
  private @Nullable Long day;
  private final Set<Long> popular = new LinkedHashSet<>();
  private final Set<Long> linked = new LinkedHashSet<>();
  private final Set<CampaignState> campaigns = new LinkedHashSet<>();
  private final Set<Participant> accounts = new LinkedHashSet<>();
  private final Set<String> gone = new LinkedHashSet<>();
  private final Set<String> forgotten = new LinkedHashSet<>();
  private int strays;

  void populationChanged() {
    population = true;
  }

  void day(long today) {
    day = today;
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

  /** The name is gone, and what stood in this place. */
  void gone(String id, CampaignState campaign) {
    campaigns.remove(campaign);
    gone.add(id);
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
      Mergers mergers,
      BiConsumer<String, byte @Nullable []> changed) {
    Long today = day;
    if (today != null) {
      changed.accept("d", piece(out -> out.writeLong(today)));
      day = null;
    }
    if (population) {
      changed.accept("n", piece(out -> out.writeLong(popularity.population())));
      population = false;
    }
    for (long value : popular) {
      Popularity.Count count = popularity.stored(value);
      changed.accept("v" + hex(value), count == null ? null : piece(out -> write(count, out)));
    }
    for (long link : linked) {
      Map<String, Participant> members = links.getOrDefault(link, Map.of());
      changed.accept("l" + hex(link), members.isEmpty() ? null : piece(out -> write(members, out)));
    }
    campaigns.forEach(
        campaign -> changed.accept("c" + campaign.id(), piece(out -> write(campaign, out))));
    accounts.forEach(
        account -> changed.accept("p" + account.accountId, piece(out -> write(account, out))));
    gone.forEach(campaign -> changed.accept("c" + campaign, null));
    mergers.drainChanged(
        (campaign, step) ->
            changed.accept("g" + campaign, step == null ? null : piece(out -> write(step, out))));
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

  private static void write(Popularity.Count count, DataOutputStream out) throws IOException {
    out.writeLong(count.told);
    out.writeLong(count.day);
    Headcount left = count.forgotten == null ? new Headcount() : count.forgotten;
    byte[] registers = left.registers();
    out.writeByte(registers == null ? left.exact() : SKETCHED);
    if (registers != null) {
      out.write(registers);
    }
    for (int i = 0; i < left.exact(); i++) {
      out.writeLong(left.hash(i));
    }
  }

  private static void write(Map<String, Participant> members, DataOutputStream out)
      throws IOException {
    out.writeShort(members.size());
    for (String account : members.keySet()) {
      out.writeUTF(account);
    }
  }

  private static void write(CampaignState campaign, DataOutputStream out) throws IOException {
    out.writeLong(campaign.foundedAtMs());
    out.writeLong(campaign.lastAtMs());
    out.writeLong(campaign.revision());
    out.writeLong(campaign.grewAtMs());
    Map<Long, Integer> handOvers = campaign.handOverCount().byDay();
    out.writeShort(handOvers.size());
    for (Map.Entry<Long, Integer> ofDay : handOvers.entrySet()) {
      out.writeLong(ofDay.getKey());
      out.writeInt(ofDay.getValue());
    }
    out.writeByte(campaign.evidence().size());
    for (Map.Entry<String, Double> clue : campaign.evidence().entrySet()) {
      out.writeUTF(clue.getKey());
      out.writeDouble(clue.getValue());
    }
    out.writeLong(campaign.toldAtMs());
    out.writeInt(campaign.toldHandOvers());
    out.writeInt(campaign.lookedAt());
    out.writeUTF(campaign.joinedAs());
    out.writeInt(campaign.takenIn());
    Map<Long, CampaignHistory.Day> days = campaign.history().byDay();
    out.writeByte(days.size());
    for (Map.Entry<Long, CampaignHistory.Day> day : days.entrySet()) {
      out.writeLong(day.getKey());
      out.writeInt(day.getValue().members());
      out.writeInt(day.getValue().found());
      out.writeLong(day.getValue().exchanges());
      out.writeDouble(day.getValue().nats());
      out.writeDouble(day.getValue().newest());
    }
  }

  private static void write(Mergers.Step step, DataOutputStream out) throws IOException {
    writeNullable(step.into(), out);
    out.writeLong(step.atMs());
  }

  private static void write(Participant account, DataOutputStream out) throws IOException {
    out.writeLong(account.firstAtMs);
    out.writeLong(account.lastAtMs());
    out.writeLong(account.bornAtMs());
    out.writeLong(account.foundAtMs());
    out.writeInt(account.findings());
    out.writeBoolean(account.enforced());
    out.writeInt(account.templates());
    out.writeInt(account.exchanges());
    writeNullable(account.organizationId(), out);
    writeNullable(account.apiKeyId(), out);
    out.writeBoolean(account.verified());
    out.writeUTF(account.exchangeId());
    out.writeByte(account.partners().size());
    for (Map.Entry<String, Participant.Partner> partner : account.partners().entrySet()) {
      out.writeUTF(partner.getKey());
      out.writeLong(partner.getValue().atMs());
      out.writeBoolean(partner.getValue().took());
    }
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
      out.writeBoolean(report.getValue().enforced());
    }
    CampaignState campaign = account.campaign();
    writeNullable(campaign == null ? null : account.joined(), out);
    writeNullable(campaign == null ? null : account.party(), out);
    out.writeBoolean(account.proven());
  }

  private static void writeNullable(@Nullable String text, DataOutputStream out)
      throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      out.writeUTF(text);
    }
  }

  // ---- reading

  /** Fills what is given from stored pieces, in whatever order they come; returns the day. */
  long restore(
      Iterable<Map.Entry<String, byte[]>> stored,
      Popularity popularity,
      Map<String, CampaignState> campaigns,
      Mergers mergers,
      Map<String, Participant> participants,
      Map<Long, Map<String, Participant>> links) {
    Map<String, byte[]> accounts = new HashMap<>();
    Map<Long, byte[]> onLinks = new HashMap<>();
    long day = 0;
    for (Map.Entry<String, byte[]> piece : stored) {
      String key = piece.getKey();
      String name = key.substring(1);
      byte[] bytes = piece.getValue();
      switch (key.charAt(0)) {
        case 'd' -> day = number(key, bytes);
        case 'n' -> popularity.population(number(key, bytes));
        case 'v' -> popularity.restore(value(name), read(key, bytes, DeskMemory::count));
        case 'g' -> mergers.restore(name, read(key, bytes, (in, version) -> step(in)));
        case 'c' ->
            campaigns.put(name, read(key, bytes, (in, version) -> campaign(name, in, version)));
        case 'p' -> accounts.put(name, bytes);
        case 'l' -> onLinks.put(value(name), bytes);
        default -> throw new IllegalArgumentException("unknown piece '" + key + "'");
      }
    }
    accounts.forEach(
        (id, bytes) ->
            participants.put(
                id,
                read(
                    "p" + id,
                    bytes,
                    (in, version) -> account(id, in, version, campaigns, mergers))));
    onLinks.forEach(
        (link, bytes) -> {
          Map<String, Participant> members =
              read("l" + hex(link), bytes, (in, version) -> members(link, in, participants));
          if (!members.isEmpty()) {
            links.put(link, members);
          }
        });
    return day;
  }

  /** Accounts that were stored as members of a campaign that was not: they are nobody's. */
  int strays() {
    return strays;
  }

  private interface Reading<T> {
    T from(DataInputStream in, byte version) throws IOException;
  }

  private static <T> T read(String key, byte[] bytes, Reading<T> reading) {
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

  private static Popularity.Count count(DataInputStream in, byte version) throws IOException {
    Popularity.Count count = new Popularity.Count();
    count.told = in.readLong();
    if (version > 5) {
      count.day = in.readLong();
      int left = in.readUnsignedByte();
      if (left == SKETCHED) {
        byte[] registers = new byte[Headcount.REGISTERS];
        in.readFully(registers);
        count.forgotten = Headcount.sketched(registers);
      } else if (left > 0) {
        Headcount exact = new Headcount();
        for (; left > 0; left--) {
          exact.add(in.readLong());
        }
        count.forgotten = exact;
      }
    }
    return count;
  }

  private static CampaignState campaign(String id, DataInputStream in, byte version)
      throws IOException {
    long founded = in.readLong();
    long last = in.readLong();
    long revision = in.readLong();
    long grew = in.readLong();
    HandOverCount handOvers = new HandOverCount();
    for (int days = in.readUnsignedShort(); days > 0; days--) {
      handOvers.add(in.readLong(), in.readInt());
    }
    Map<String, Double> evidence = new LinkedHashMap<>();
    for (int clues = in.readUnsignedByte(); clues > 0; clues--) {
      evidence.put(in.readUTF(), in.readDouble());
    }
    CampaignState campaign = new CampaignState(id, founded, evidence);
    campaign.restore(revision, last, grew, handOvers);
    campaign.restoreTold(in.readLong(), in.readInt());
    campaign.lookedAt(in.readInt());
    if (version > 6) {
      campaign.restoreJoinedAs(in.readUTF(), version > 7 ? in.readInt() : 0);
    }
    if (version > 7) {
      for (int days = in.readUnsignedByte(); days > 0; days--) {
        campaign.history().put(in.readLong(), day(in));
      }
    }
    return campaign;
  }

  private static CampaignHistory.Day day(DataInputStream in) throws IOException {
    return new CampaignHistory.Day(
        in.readInt(), in.readInt(), in.readLong(), in.readDouble(), in.readDouble());
  }

  private static Mergers.Step step(DataInputStream in) throws IOException {
    return new Mergers.Step(readNullable(in), in.readLong());
  }

  private Participant account(
      String id,
      DataInputStream in,
      byte version,
      Map<String, CampaignState> campaigns,
      Mergers mergers)
      throws IOException {
    Participant account = new Participant(id, in.readLong());
    long last = in.readLong();
    long born = in.readLong();
    long found = in.readLong();
    int findings = in.readInt();
    boolean enforced = version <= 5 || in.readBoolean();
    int templates = in.readInt();
    int exchanges = version <= 7 ? 0 : in.readInt();
    account.restore(
        readNullable(in),
        readNullable(in),
        in.readBoolean(),
        in.readUTF(),
        born,
        last,
        templates,
        exchanges,
        found,
        findings,
        enforced);
    for (int partners = in.readUnsignedByte(); partners > 0; partners--) {
      account.restore(in.readUTF(), new Participant.Partner(in.readLong(), in.readBoolean()));
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
      account.restore(
          in.readUTF(),
          new Participant.Report(in.readInt(), in.readLong(), version <= 5 || in.readBoolean()));
    }
    String joined = readNullable(in);
    String party = readNullable(in);
    boolean proven = in.readBoolean();
    if (joined != null) {
      CampaignState campaign = campaigns.get(mergers.now(joined));
      if (campaign == null) { // to refuse it would be a job that never starts again
        strays++;
        accounts.add(account);
      } else {
        account.restoreParty(party);
        account.joins(campaign, joined, proven);
      }
    }
    return account;
  }

  private Map<String, Participant> members(
      long link, DataInputStream in, Map<String, Participant> participants) throws IOException {
    Map<String, Participant> members = new LinkedHashMap<>();
    for (int count = in.readUnsignedShort(); count > 0; count--) {
      String id = in.readUTF();
      Participant account = participants.get(id);
      if (account != null && account.shows(link)) {
        members.put(id, account);
      } else {
        linked.add(link); // older code left some standing that it forgot, or had no room for
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
