package io.ec2cluster.etcd.group;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes that have announced themselves in a directory of the local back end: a file each, which
 * stays when the node is gone. Safe for use by several processes.
 */
public final class GroupDirectory {
  private static final String SUFFIX = ".member";

  private final Path directory;
  private final OwnedFiles files;

  public GroupDirectory(Path directory, OwnedFiles files) {
    this.directory = directory;
    this.files = files;
  }

  /** Writes a node's entry. */
  public void announce(GroupMember member) {
    try {
      Files.createDirectories(directory);
    } catch (IOException failure) {
      throw OwnedFiles.failed("making the directory", directory, failure);
    }
    String name = URLEncoder.encode(member.name(), StandardCharsets.UTF_8);
    files.write(
        directory.resolve(name + SUFFIX),
        "%s %s %s\n".formatted(member.name(), member.peerUrl(), member.clientUrl()));
  }

  /** Everybody who ever announced itself. */
  public List<GroupMember> members() {
    List<GroupMember> members = new ArrayList<>();
    if (!Files.exists(directory)) {
      return members;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      entries.forEach(entry -> members.add(parsed(entry)));
    } catch (IOException unreadable) {
      throw OwnedFiles.failed("listing", directory, unreadable);
    }
    return members;
  }

  private static GroupMember parsed(Path entry) {
    String[] words = OwnedFiles.read(entry).strip().split(" ", -1);
    if (words.length != 3) {
      throw new EnvironmentException(
          entry
              + " is damaged: expected a name and two URLs; if nothing of that node runs, remove the file");
    }
    return new GroupMember(words[0], words[1], words[2]);
  }
}
