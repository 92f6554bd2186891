package io.ec2cluster.postgres;

import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Data that a fresh copy takes the place of: kept beside it unless it is to be deleted. */
final class OldData {
  private static final String DISCARDED = "ec2cluster-discarded";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Server server;

  OldData(Server server) {
    this.server = server;
  }

  /** Moves it aside, or deletes it: renamed first, so that no half of it is ever taken for data. */
  void makeRoom(boolean discard, StepContext step) throws InterruptedException {
    new FreshData(server).requireNoMountPoint();
    Path data = server.data().path();
    Path rewinding = DataDirectory.rewinding(data);
    Path from = server.data().isRewinding() ? rewinding : data;
    if (discard) {
      OwnedFiles.rename(from, server.files().sibling(data, DISCARDED));
      step.progress("deleting the old data");
      removeDiscarded();
      step.note("the old data of " + data + " was deleted");
      return;
    }
    Path to =
        data.resolveSibling(
            data.getFileName() + ".ec2cluster-old-" + STAMP.format(step.time().now()));
    OwnedFiles.rename(from, to);
    step.note("the old data is kept in " + to + ": delete it when it is not needed any more");
  }

  /** Finishes a deletion that was interrupted. */
  void removeDiscarded() {
    server.data().leftovers(DISCARDED).stream()
        .filter(Files::exists)
        .forEach(OwnedFiles::deleteTree);
  }
}
