package io.ec2cluster.postgres;

import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * The cluster {@code main} that Debian's package makes on every machine, each with a system
 * identifier of its own. It is taken for untouched only if nothing speaks against it: it is in
 * Debian's books, on its first timeline, neither a standby nor a backup, its next object id is
 * still one that initdb alone gives, and no file in it belongs to an object of a user. Whoever
 * creates a role, a table, a function takes an id of 16384 or more (source, {@code
 * FirstNormalObjectId}). The control file knows the next id as of the last checkpoint: data that
 * neither runs nor was stopped in order is never taken for untouched, and what runs is looked at
 * again once it is stopped.
 */
final class PackageCluster {
  static final long FIRST_USER_OID = 16384;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

  private PackageCluster() {}

  static boolean isUntouched(
      PostgresLayout layout, DataDirectory data, ControlFile control, boolean running) {
    Path path = data.path();
    return (running || control.cleanlyStopped())
        && !Files.exists(path.resolve(DataDirectory.ORIGIN))
        && layout.debian().isPresent()
        && !layout.configIsInData()
        && control.timeline() == 1
        && control.nextOid() <= FIRST_USER_OID
        && !data.isRestoredBackup()
        && !Files.exists(path.resolve("standby.signal"))
        && !Files.exists(path.resolve("recovery.conf"))
        && !holdsUserFiles(path.resolve("base"))
        && !holdsUserFiles(path.resolve("global"))
        && !holdsUserFiles(path.resolve("pg_tblspc"));
  }

  private static boolean holdsUserFiles(Path folder) {
    AtomicBoolean found = new AtomicBoolean();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
              return look(at);
            }

            @Override
            public FileVisitResult visitFile(Path at, BasicFileAttributes attributes) {
              return look(at);
            }

            private FileVisitResult look(Path at) {
              String name = at.getFileName().toString();
              if (NUMBER.matcher(name).matches() && Long.parseLong(name) >= FIRST_USER_OID) {
                found.set(true);
                return FileVisitResult.TERMINATE;
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException failure) {
      throw OwnedFiles.failed("looking through", folder, failure);
    }
    return found.get();
  }
}
