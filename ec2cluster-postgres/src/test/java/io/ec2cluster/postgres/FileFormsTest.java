package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.Secret;
import io.ec2cluster.host.PasswordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small forms that PostgreSQL reads and writes. */
class FileFormsTest {
  private static final String CONTROL =
      """
      pg_control version number:            1300
      Database system identifier:           7642011472967116994
      Database cluster state:               shut down
      Latest checkpoint location:           0/1500718
      Latest checkpoint's TimeLineID:       3
      Latest checkpoint's NextOID:          16385
      Minimum recovery ending location:     0/2000000
      Min recovery ending loc's timeline:   4
      wal_log_hints setting:                on
      Data page checksum version:           0
      """;

  @Test
  void positionsAreUnsignedAndOrdered() {
    Lsn high = Lsn.parse("FFFFFFFF/1");
    Lsn low = Lsn.parse("0/A0");

    assertThat(high.isAfter(low)).isTrue();
    assertThat(low.bytesAheadOf(high)).isZero();
    assertThat(Lsn.parse("1/0").bytesAheadOf(Lsn.parse("0/FFFFFFF0"))).isEqualTo(16);
    assertThat(high).hasToString("FFFFFFFF/1");
    assertThatIllegalArgumentException().isThrownBy(() -> Lsn.parse("12"));
  }

  @Test
  void controlFileTellsIdentityTimelineAndEnd() {
    ControlFile control = ControlFile.parse(CONTROL, "/data");

    assertThat(control.systemIdentifier()).isEqualTo("7642011472967116994");
    assertThat(control.cleanlyStopped()).isTrue();
    assertThat(control.knownEnd()).isEqualTo(Lsn.parse("0/2000000"));
    assertThat(control.knownTimeline()).isEqualTo(4);
    assertThat(control.nextOid()).isEqualTo(16385);
    assertThat(control.logsHints()).isTrue();
    assertThat(ControlFile.parse(CONTROL.replace(" on", " off"), "/data").logsHints()).isFalse();
  }

  @Test
  void unknownControlFileIsAnErrorThatNamesTheField() {
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> ControlFile.parse(CONTROL.replace("TimeLineID", "Zeitlinie"), "/data"))
        .withMessageContaining("/data")
        .withMessageContaining("Latest checkpoint's TimeLineID");
  }

  @Test
  void historyKnowsWhereAnAncestorWasLeft() {
    TimelineHistory history =
        TimelineHistory.parse(
            3, "# comment\n\n1\t0/3000060\tno recovery target specified\n2\t0/40000A0\tat x\n");

    assertThat(history.endOf(1)).contains(Lsn.parse("0/3000060"));
    assertThat(history.endOf(2)).contains(Lsn.parse("0/40000A0"));
    assertThat(history.endOf(3)).isEmpty();
  }

  @Test
  void postmasterFileIsReadAsFarAsItIsWritten() {
    String text = "4711\n/data\n1700000000\n5433\n/run/pg\n127.0.0.11\n  12  3\nready   \n";

    assertThat(PostmasterFile.parse(text))
        .contains(
            new PostmasterFile(
                4711, 5433, Optional.of("/run/pg"), Optional.of("127.0.0.11"), "ready"));
    assertThat(PostmasterFile.parse("4711\n/data\n"))
        .contains(new PostmasterFile(4711, 0, Optional.empty(), Optional.empty(), ""));
    assertThat(PostmasterFile.parse("")).isEmpty();
  }

  @Test
  void slotNamesStayReadableAndNeverMeet() {
    assertThat(SlotName.of("i-0abc12")).isEqualTo("i_0abc12");
    assertThat(SlotName.of("a_b")).isNotEqualTo(SlotName.of("a-b"));
    assertThat(SlotName.of("A-b")).isNotEqualTo(SlotName.of("a-b"));
    assertThat(List.of("i-1", "node.local", "Ä", "x".repeat(200)))
        .allSatisfy(id -> assertThat(SlotName.isValid(SlotName.of(id))).isTrue());
    assertThat(SlotName.isValid("a; DROP")).isFalse();
    assertThat(SlotName.instanceOf("i_0abc12")).contains("i-0abc12");
    assertThat(SlotName.instanceOf(SlotName.of("i_0abc12"))).isEmpty();
    assertThat(SlotName.instanceOf("barman")).isEmpty();
  }

  @Test
  void hbaBlockStandsFirstIsReplacedAndLeavesTheRest() {
    List<String> lines = HbaFile.lines("re\"pl", List.of("10.0.0.0/8"), "md5");

    String first = HbaFile.with("host all all all reject\n", List.of("old"));
    String second = HbaFile.with(first, lines);

    assertThat(lines)
        .containsExactly(
            "host replication \"re\"\"pl\" 10.0.0.0/8 md5",
            "host postgres \"re\"\"pl\" 10.0.0.0/8 md5");
    assertThat(second)
        .startsWith("# ec2cluster begin")
        .contains(lines.get(0))
        .doesNotContain("old")
        .endsWith("# ec2cluster end\nhost all all all reject\n");
    assertThat(HbaFile.with(second, lines)).isEqualTo(second);
  }

  @Test
  void hbaBlockWithoutItsEndIsNotGuessed() {
    String broken =
        HbaFile.with("local all all peer\n", List.of("x")).replace("# ec2cluster end\n", "");

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> HbaFile.with(broken, List.of("y")))
        .withMessageContaining("# ec2cluster end");
  }

  @Test
  void passFileEscapesItsSeparators() {
    assertThat(PassFile.content("re:pl", Secret.of("a\\b:c")))
        .isEqualTo("*:*:*:re\\:pl:a\\\\b\\:c\n");
  }

  @Test
  void passwordFileIsRefusedWhenOthersReadItOrItHoldsMore(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("password");
    Files.writeString(file, "hush\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> PasswordFile.read("postgres.password-file", file))
        .withMessageContaining("chmod 600")
        .withMessageNotContaining("hush");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(PasswordFile.read("postgres.password-file", file)).isEqualTo(Secret.of("hush"));
    for (String bad : List.of("", "\n", "two\nlines\n", "tab\there")) {
      Files.writeString(file, bad);
      assertThatExceptionOfType(UsageException.class)
          .isThrownBy(() -> PasswordFile.read("postgres.password-file", file))
          .withMessageContaining(file.toString())
          .withMessageNotContaining("lines\n");
    }
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> PasswordFile.read("postgres.password-file", folder.resolve("absent")))
        .withMessageContaining("does not exist");
  }
}
