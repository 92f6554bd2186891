package io.ec2cluster.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.doctor.Finding.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritableFolderTest {
  private final Path folder;

  WritableFolderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aFolderThatIsThereAndOneThatCanBeMadeAreFine() throws InterruptedException {
    Path missing = folder.resolve("a/b");

    assertThat(look(folder)).isEqualTo(Finding.ok(folder + " can be written"));
    assertThat(look(missing)).isEqualTo(Finding.ok(missing + " is missing and can be made"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileInTheWayIsAProblem() throws IOException, InterruptedException {
    Path file = Files.createFile(folder.resolve("file"));

    Finding finding = look(file.resolve("state"));

    assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(finding.found()).contains(file + " is no folder");
    assertThat(finding.fix()).contains("state-dir");
  }

  /** Root may write everywhere: what may be written is given. */
  @Test
  void aFolderThatTheUserMayNotWriteIsAProblemAlsoAboveOneThatIsMissing() {
    Finding own = WritableFolder.look(folder, "state-dir", path -> false);
    Finding above = WritableFolder.look(folder.resolve("new"), "state-dir", path -> false);

    assertThat(own.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(own.found()).contains("cannot write to " + folder).doesNotContain("to be made");
    assertThat(own.fix()).contains("state-dir");
    assertThat(above.found())
        .contains("cannot write to " + folder)
        .contains("where " + folder.resolve("new") + " is to be made");
  }

  private static Finding look(Path path) throws InterruptedException {
    return WritableFolder.inspection("state", path, "state-dir").look().look();
  }
}
