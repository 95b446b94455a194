package io.stillwatch.enforcement;

import static io.stillwatch.enforcement.Findings.finding;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.RecordCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SubjectRowsCodecTest {

  /** Two rows as this format writes them; may be added to, never changed. */
  private static final String GOLDEN =
      "010200000176c301840c639515210ca2406262376661316537323131306464633764383035363731"
          + "353565343337303330c8a1d5edee660e64656661756c74020c616363742d37060426726571756573"
          + "74735f7065725f6d696e7574650431300a7374726970106c6f6770726f6273000602c6a1d5edee66"
          + "c8a1d5edee6688cbdcedee6602d2a1d5edee660c67726164657206002253572d4750515a2d353035"
          + "392d3354544d16756e757375616c2d757365366772616465642032303020706169727320696e2061"
          + "6e20686f75720a782d31303004203030303030303030303030303030616120303030303030303030"
          + "303030303062620080a0d5edee66c8a1d5edee66020a677261646590032030303030303030303030"
          + "303030306161203030303030303030303030303030626200021c7275627269635f67726164696e67"
          + "000000000000e83f000000000000f03f00041070616972735f316800000000000069401672657175"
          + "657374735f31680000000000006e4000000000000000014fc301840c639515210ca2406332333736"
          + "38323161343463353333646464386565656437373831313431366190a3d5edee660e64656661756c"
          + "74020c616363742d370a0006028ea3d5edee6690a3d5edee66a0f1d5edee66029aa3d5edee660c67"
          + "726164657206002253572d5a5838542d4d4635312d5a53475716756e757375616c2d757365366772"
          + "616465642032303020706169727320696e20616e20686f75720a782d323030042030303030303030"
          + "30303030303030616120303030303030303030303030303062620080a0d5edee6690a3d5edee6602"
          + "0a677261646590032030303030303030303030303030306161203030303030303030303030303030"
          + "626200021c7275627269635f67726164696e67000000000000e83f000000000000f03f0004107061"
          + "6972735f316800000000000069401672657175657374735f31680000000000006e400000000000";

  /** As they were written before an action told which campaign its account joined. */
  private static final String GOLDEN_OF_0_2 =
      "010200000174c3016546c7a3a8511b1a406262376661316537323131306464633764383035363731"
          + "353565343337303330c8a1d5edee660e64656661756c74020c616363742d37060426726571756573"
          + "74735f7065725f6d696e7574650431300a7374726970106c6f6770726f6273000602c6a1d5edee66"
          + "c8a1d5edee6688cbdcedee6602d2a1d5edee660c67726164657206002253572d4750515a2d353035"
          + "392d3354544d16756e757375616c2d757365366772616465642032303020706169727320696e2061"
          + "6e20686f75720a782d31303004203030303030303030303030303030616120303030303030303030"
          + "303030303062620080a0d5edee66c8a1d5edee66020a677261646590032030303030303030303030"
          + "303030306161203030303030303030303030303030626200021c7275627269635f67726164696e67"
          + "000000000000e83f000000000000f03f00041070616972735f316800000000000069401672657175"
          + "657374735f31680000000000006e400000000000014dc3016546c7a3a8511b1a4063323337363832"
          + "3161343463353333646464386565656437373831313431366190a3d5edee660e64656661756c7402"
          + "0c616363742d370a0006028ea3d5edee6690a3d5edee66a0f1d5edee66029aa3d5edee660c677261"
          + "64657206002253572d5a5838542d4d4635312d5a53475716756e757375616c2d7573653667726164"
          + "65642032303020706169727320696e20616e20686f75720a782d3230300420303030303030303030"
          + "3030303030616120303030303030303030303030303062620080a0d5edee6690a3d5edee66020a67"
          + "72616465900320303030303030303030303030303061612030303030303030303030303030306262"
          + "00021c7275627269635f67726164696e67000000000000e83f000000000000f03f00041070616972"
          + "735f316800000000000069401672657175657374735f31680000000000006e40000000";

  /** As release 0.1 wrote them, whose rows had no organisation and no links. */
  private static final String GOLDEN_OF_0_1 =
      "010200000172c30195ec61bfd6823c78406262376661316537323131306464633764383035363731"
          + "353565343337303330c8a1d5edee660e64656661756c74020c616363742d37060426726571756573"
          + "74735f7065725f6d696e7574650431300a7374726970106c6f6770726f6273000602c6a1d5edee66"
          + "c8a1d5edee6688cbdcedee6602d2a1d5edee660c67726164657206002253572d4750515a2d353035"
          + "392d3354544d16756e757375616c2d757365366772616465642032303020706169727320696e2061"
          + "6e20686f75720a782d31303004203030303030303030303030303030616120303030303030303030"
          + "303030303062620080a0d5edee66c8a1d5edee66020a677261646590032030303030303030303030"
          + "303030306161203030303030303030303030303030626200021c7275627269635f67726164696e67"
          + "000000000000e83f000000000000f03f00041070616972735f316800000000000069401672657175"
          + "657374735f31680000000000006e40000000014bc30195ec61bfd6823c7840633233373638323161"
          + "343463353333646464386565656437373831313431366190a3d5edee660e64656661756c74020c61"
          + "6363742d370a0006028ea3d5edee6690a3d5edee66a0f1d5edee66029aa3d5edee660c6772616465"
          + "7206002253572d5a5838542d4d4635312d5a53475716756e757375616c2d75736536677261646564"
          + "2032303020706169727320696e20616e20686f75720a782d32303004203030303030303030303030"
          + "303030616120303030303030303030303030303062620080a0d5edee6690a3d5edee66020a677261"
          + "64659003203030303030303030303030303030616120303030303030303030303030303062620002"
          + "1c7275627269635f67726164696e67000000000000e83f000000000000f03f00041070616972735f"
          + "316800000000000069401672657175657374735f31680000000000006e4000";

  private final SubjectRowsCodec codec = new SubjectRowsCodec();

  @Test
  void theBytesAreTheGoldenOnes() {
    assertEquals(GOLDEN, HexFormat.of().formatHex(codec.encode(rows())));
  }

  @Test
  void theGoldenBytesAreReadAsTheRowsTheyWere() {
    assertEquals(rows(), codec.decode(HexFormat.of().parseHex(GOLDEN)));
    assertEquals(rows(), codec.decode(HexFormat.of().parseHex(GOLDEN_OF_0_2)));
    assertEquals(rows(), codec.decode(HexFormat.of().parseHex(GOLDEN_OF_0_1)));
  }

  @Test
  void noRowsAreTwoBytes() {
    assertArrayEquals(new byte[] {1, 0}, codec.encode(SubjectRows.none()));
    assertEquals(SubjectRows.none(), codec.decode(new byte[] {1, 0}));
  }

  @Test
  void whateverTheLedgerMakesComesBackAsItWas() {
    Ledger ledger = new Ledger();
    Trials.forSeeds(
        100,
        random -> {
          SubjectRows rows = SubjectRows.none();
          for (Finding finding : Findings.stream(random, 30, 1)) {
            rows = rows.with(ledger.decide(rows, finding, new FeedbackBook()));
            byte[] bytes = codec.encode(rows);
            SubjectRows back = codec.decode(bytes);
            assertEquals(rows, back);
            assertArrayEquals(bytes, codec.encode(back));
          }
        });
  }

  @Test
  void aValueThatEndsTooEarlyOrTooLateIsRefused() {
    byte[] bytes = codec.encode(rows());
    for (int length = 0; length < bytes.length; length++) {
      refused(Arrays.copyOf(bytes, length), "damaged");
    }
    refused(Arrays.copyOf(bytes, bytes.length + 1), "1 bytes follow the last row");
  }

  @Test
  void anUnknownVersionIsNamed() {
    byte[] bytes = codec.encode(rows());
    bytes[0] = 2;
    refused(bytes, "version 2 is unknown, this build reads 1");
  }

  @Test
  void aLengthThatLiesIsRefusedBeforeAnythingIsAllocated() {
    for (int lie : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      refused(ByteBuffer.allocate(6).put((byte) 1).put((byte) 1).putInt(lie).array(), "announces");
    }
  }

  @Test
  void aKindThatStandsTwiceIsRefused() {
    byte[] row = RecordCodec.of(EnforcementAction.class).encode(rows().all().get(0));
    ByteBuffer twice = ByteBuffer.allocate(2 + 2 * (4 + row.length)).put((byte) 1).put((byte) 2);
    twice.putInt(row.length).put(row).putInt(row.length).put(row);
    refused(twice.array(), "row 1 is out of the order of kinds");
  }

  @Test
  void aFlippedBitIsReadOrRefusedAndNeverAnythingElse() {
    byte[] bytes = codec.encode(rows());
    Trials.forSeeds(
        2_000,
        random -> {
          byte[] damaged = bytes.clone();
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
          try {
            codec.decode(damaged);
          } catch (IllegalStateException e) {
            assertTrue(
                String.valueOf(e.getMessage())
                    .startsWith("the rows of a subject in state are damaged: "));
          }
        });
  }

  private void refused(byte[] bytes, String why) {
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> codec.decode(bytes));
    assertTrue(String.valueOf(e.getMessage()).contains(why), String.valueOf(e.getMessage()));
  }

  private static SubjectRows rows() {
    Ledger ledger = new Ledger();
    SubjectRows rows = SubjectRows.none();
    rows =
        rows.with(
            ledger.decide(
                rows,
                finding(
                        100,
                        ActionKind.THROTTLE,
                        60_000,
                        Map.of("requests_per_minute", "10", "strip", "logprobs"))
                    .build(),
                new FeedbackBook()));
    rows =
        rows.with(
            ledger.decide(
                rows, finding(200, ActionKind.SUSPEND, 5_000).build(), new FeedbackBook()));
    return rows.with(List.of());
  }
}
