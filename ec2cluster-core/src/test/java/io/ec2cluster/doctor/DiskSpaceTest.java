package io.ec2cluster.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.DataSize;
import io.ec2cluster.doctor.Finding.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskSpaceTest {
  private static final Path DATA = Path.of("/data");

  @ParameterizedTest
  @CsvSource({"99, PROBLEM", "100, WARNING", "399, WARNING", "400, OK"})
  void littleSpaceIsAWarningAndTooLittleAProblem(long mebibytes, Verdict verdict) {
    Finding finding =
        new DiskSpace(mebibytes << 20, 1000L << 20).judged(DATA, DataSize.parse("100MiB"));

    assertThat(finding.verdict()).isEqualTo(verdict);
    assertThat(finding.found()).isEqualTo(mebibytes + " MiB of 1000 MiB free for /data");
    assertThat(finding.fix().isEmpty()).isEqualTo(verdict == Verdict.OK);
  }

  @Test
  void aFileSystemThatTellsNoSizeIsNotJudged() {
    assertThat(new DiskSpace(0, 0).judged(DATA, DataSize.parse("1MiB")).verdict())
        .isEqualTo(Verdict.NOT_CHECKED);
  }

  @Test
  void realSpaceIsThatOfTheNearestFolderAndMoreThanThereIsIsAProblem(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path missing = folder.resolve("not/yet/there");

    Finding finding =
        DiskSpace.inspection("space", missing, new DataSize(Long.MAX_VALUE)).look().look();

    assertThat(DiskSpace.at(missing).total()).isEqualTo(Files.getFileStore(folder).getTotalSpace());
    assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(missing).doesNotExist();
  }
}
