package io.ec2cluster.host;

import io.ec2cluster.EnvironmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes files and directories for the user of the server. A file is whole or absent: it is written
 * to a temporary sibling, brought to the disk, given its owner and renamed. Permissions are given
 * when the sibling is made and ownership without following links, so that whoever owns the folder
 * cannot turn the write to another file.
 */
public final class OwnedFiles {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> PRIVATE_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private final Optional<UserPrincipal> owner;
  private final RandomGenerator random;

  /**
   * Files of an owner.
   *
   * @param owner the owner, where it is not this process's own user
   */
  public OwnedFiles(Optional<UserPrincipal> owner, RandomGenerator random) {
    this.owner = owner;
    this.random = random;
  }

  /** A fresh name for a temporary sibling. */
  public Path sibling(Path path, String mark) {
    byte[] bytes = new byte[6];
    random.nextBytes(bytes);
    return path.resolveSibling(
        path.getFileName() + "." + mark + "-" + HexFormat.of().formatHex(bytes));
  }

  /** Whether a file has this content, belongs to the owner and is closed to everybody else. */
  public boolean holds(Path path, String content) {
    try {
      return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          && Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).equals(PRIVATE)
          && (owner.isEmpty()
              || Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(owner.get()))
          && Files.readString(path).equals(content);
    } catch (NoSuchFileException goneMeanwhile) {
      return false;
    } catch (IOException failure) {
      throw failed("reading", path, failure);
    }
  }

  /** Writes a file that only its owner may read and write. */
  public void write(Path path, String content) {
    Path temporary = sibling(path, "new");
    try {
      try {
        create(temporary, content);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
      sync(folderOf(path));
    } catch (IOException failure) {
      throw failed("writing", path, failure);
    }
  }

  /**
   * Replaces the content of a file of somebody else's: its owner, group and permissions stay. A
   * link stays too, and what it leads to is replaced.
   */
  public void rewrite(Path path, String content) {
    try {
      Path real = path.toRealPath();
      PosixFileAttributes before = Files.readAttributes(real, PosixFileAttributes.class);
      Path temporary = sibling(real, "new");
      try {
        create(temporary, content);
        PosixFileAttributeView view =
            Files.getFileAttributeView(
                temporary, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!view.readAttributes().owner().equals(before.owner())) {
          view.setOwner(before.owner());
        }
        if (!view.readAttributes().group().equals(before.group())) {
          view.setGroup(before.group());
        }
        view.setPermissions(before.permissions());
        Files.move(temporary, real, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
      sync(folderOf(real));
    } catch (IOException failure) {
      throw failed("writing", path, failure);
    }
  }

  private void create(Path file, String content) throws IOException {
    FileAttribute<?> attributes = PosixFilePermissions.asFileAttribute(PRIVATE);
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
      ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    own(file);
  }

  /** Makes an empty directory that only its owner may enter. */
  public void createDirectory(Path path) {
    try {
      Files.createDirectories(folderOf(path));
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PRIVATE_FOLDER));
      own(path);
    } catch (IOException failure) {
      throw failed("making the directory", path, failure);
    }
  }

  /** Renames, onto an empty directory too (rename(2)), and brings the new name to the disk. */
  public static void rename(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      sync(folderOf(to));
    } catch (IOException failure) {
      throw failed("renaming " + from + " to", to, failure);
    }
  }

  /** Removes a tree of ours, without following links. */
  public static void deleteTree(Path tree) {
    try {
      Files.walkFileTree(tree, new Deletion());
    } catch (NoSuchFileException gone) {
      // Somebody was faster: what was wanted is so.
      return;
    } catch (IOException failure) {
      throw failed("removing", tree, failure);
    }
  }

  /** The text of a file; empty where there is none. */
  public static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException absent) {
      return "";
    } catch (IOException failure) {
      throw failed("reading", path, failure);
    }
  }

  /** What went wrong with a file, and what to look at. */
  public static EnvironmentException failed(String act, Path path, IOException failure) {
    return new EnvironmentException(
        act
            + " "
            + path
            + " failed: "
            + failure.getClass().getSimpleName()
            + " "
            + failure.getMessage()
            + ". Check the permissions of this process and the space on the disk",
        failure);
  }

  private void own(Path path) throws IOException {
    if (owner.isPresent()) {
      Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setOwner(owner.get());
    }
  }

  private static Path folderOf(Path path) {
    return path.toAbsolutePath().resolveSibling("");
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Deletes files first, then their folder. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
