package io.ec2cluster.etcd;

import com.google.common.base.Strings;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdStatus;
import io.ec2cluster.host.OwnedFiles;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The previous program while members of the version before are there, the other one from the time
 * on when it was allowed: a newcomer brings the new version to a cluster in a change of its own,
 * not by joining. That it was allowed is kept in a file, because the data may be the new version's
 * then.
 */
final class SteppedPrograms implements Programs {
  private final Path binary;
  private final Path previous;
  private final EtcdVersion target;
  private final EtcdApi.Access access;
  private final Others others;
  private final Path file;
  private final OwnedFiles files;

  /** Where the other members are asked. */
  @FunctionalInterface
  interface Others {
    Collection<String> clientUrls() throws InterruptedException;
  }

  /**
   * Two programs.
   *
   * @param target the version of {@code binary}
   * @param file where it is noted that {@code binary} is to run
   */
  SteppedPrograms(
      Path binary,
      Path previous,
      EtcdVersion target,
      EtcdApi.Access access,
      Others others,
      Path file,
      OwnedFiles files) {
    this.binary = binary;
    this.previous = previous;
    this.target = target;
    this.access = access;
    this.others = others;
    this.file = file;
    this.files = files;
  }

  EtcdVersion target() {
    return target;
  }

  @Override
  public Path choose(EtcdLaunch launch) throws InterruptedException {
    if (isAllowed()) {
      return binary;
    }
    List<EtcdVersion> versions =
        access.statuses(others.clientUrls()).values().stream()
            .map(EtcdStatus::version)
            .map(EtcdVersion::parse)
            .flatMap(Optional::stream)
            .toList();
    // Data of a node that was never allowed the new program is of the previous one.
    boolean aloneWithData = versions.isEmpty() && launch.bootstrap().isEmpty();
    if (aloneWithData || versions.stream().anyMatch(found -> found.minor() < target.minor())) {
      return previous;
    }
    allow();
    return binary;
  }

  /** From now on the new program. */
  void allow() {
    files.write(file, target + "\n");
  }

  private boolean isAllowed() {
    return Strings.nullToEmpty(OwnedFiles.read(file)).strip().equals(target.toString());
  }
}
