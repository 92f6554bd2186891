package io.ec2cluster.e2e;

import io.ec2cluster.e2e.MatrixCell.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The matrix of operations, modes and what happens to the primary, over real servers and the
 * shipped command, while a writer by name and one at every server keep each row that was
 * acknowledged. Without {@code --force} no two servers ever accept writes, in no cell; a handover,
 * a primary that stopped in order, and the synchronous mode lose nothing.
 *
 * <p>{@code mvn verify} runs a selection in which every two values meet, {@code mvn -Pfull verify}
 * every cell, and a part of them on other releases. {@code -Dec2cluster.test.cells=REGEX} runs
 * some, {@code -Dec2cluster.test.postgres-bin=FOLDER} takes the servers from a folder. What was
 * measured is printed, and written to {@code target/postgres-matrix.md}.
 */
@Timeout(300)
class PostgresMatrixIT {
  private static final MatrixTable TABLE = new MatrixTable();

  /** Programs that the servers' user can run too, unlike in JUnit's own temporary folders. */
  static final class OpenFolder implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
        throws IOException {
      Path folder = Files.createTempDirectory("ec2cluster-programs").toRealPath();
      return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  static Stream<Arguments> cells() {
    boolean full = Boolean.getBoolean("ec2cluster.test.full");
    Pattern wanted = Pattern.compile(System.getProperty("ec2cluster.test.cells", ""));
    Stream<Arguments> releases =
        Stream.concat(
            arguments(PackagedPostgres.OLDEST, MatrixCell.ofRelease(Operation.PROMOTE_AND_RECLONE)),
            arguments(PackagedPostgres.NEWEST, MatrixCell.ofRelease(Operation.PROMOTE_AND_REWIND)));
    return Stream.concat(
            arguments(PackagedPostgres.INSTALLED, full ? MatrixCell.all() : MatrixCell.pairwise()),
            full ? releases : Stream.empty())
        .filter(cell -> wanted.matcher(cell.get()[0] + ", " + cell.get()[1]).find());
  }

  private static Stream<Arguments> arguments(PackagedPostgres release, List<MatrixCell> cells) {
    return cells.stream().map(cell -> Arguments.of(release, cell));
  }

  @AfterAll
  static void publishTable() throws IOException {
    TABLE.publish(Path.of("target", "postgres-matrix.md"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cells")
  void cellKeepsItsPromises(
      PackagedPostgres release, MatrixCell cell, @TempDir(factory = OpenFolder.class) Path programs)
      throws IOException {
    try (MatrixCluster cluster = new MatrixCluster(cell, release.bin(programs))) {
      cluster.start();
      new MatrixRun(cluster, TABLE).run();
    }
  }
}
