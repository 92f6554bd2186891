package io.ec2cluster.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What stands for {@code ssh} between nodes of one machine: like it, it joins the words and hands
 * them to a shell. The last number of the host tells the node, and the program {@code ec2cluster}
 * there is the shipped command with that node's files.
 */
final class RemoteShell {
  /** The setting that names it; FOLDER stands for the cluster's folder. */
  static final String SETTING = "remote: [sh, FOLDER/remote.sh]";

  private static final Path LAUNCHER = Path.of("bin", "ec2cluster").toAbsolutePath();

  private RemoteShell() {}

  /** Writes its programs into the folder in which the nodes' folders are. */
  static void write(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("remote.sh"),
        """
        host=$1
        shift
        NODE='%1$s'/node${host##*.}
        PATH='%1$s/bin':$PATH
        export NODE PATH
        exec sh -c "$*"
        """
            .formatted(folder));
    Path program = Files.createDirectory(folder.resolve("bin")).resolve("ec2cluster");
    Files.writeString(
        program,
        """
        #!/bin/sh
        exec sh '%s' --config "$NODE/config.yaml" --metadata "$NODE/metadata.json" "$@"
        """
            .formatted(LAUNCHER));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
