package io.ec2cluster.internal.process;

import com.google.common.base.Splitter;
import com.google.common.primitives.Longs;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A program and what it started: its descendants, and whatever else is in its session. The session
 * finds the children that a shell left in the background and that init adopted; a server that made
 * a session of its own (a daemon) is not found, on purpose.
 *
 * @param root the program
 * @param grace how long the processes may take to end by themselves when they are asked
 */
record ProcessTree(ProcessHandle root, Duration grace) {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Duration LOOK = Duration.ofMillis(20);

  /**
   * Ends all: SIGTERM, then SIGKILL for those that are left. Returns after twice the grace at the
   * latest, whether or not the caller is interrupted meanwhile.
   */
  void end() {
    Set<ProcessHandle> members = members();
    members.forEach(ProcessHandle::destroy);
    awaitEnd(members);
    members.addAll(members());
    members.removeIf(ProcessTree::isOver);
    members.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(members);
  }

  private void awaitEnd(Set<ProcessHandle> members) {
    long end = System.nanoTime() + grace.toNanos();
    while (!members.stream().allMatch(ProcessTree::isOver) && System.nanoTime() < end) {
      Uninterruptibles.sleepUninterruptibly(LOOK);
    }
  }

  private Set<ProcessHandle> members() {
    Set<ProcessHandle> members = new LinkedHashSet<>();
    root.descendants().forEach(members::add);
    sessionMembers().forEach(members::add);
    if (root.isAlive()) {
      members.add(root);
    }
    return members;
  }

  private List<ProcessHandle> sessionMembers() {
    if (!Files.isDirectory(PROCESSES)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(PROCESSES)) {
      return entries
          .flatMap(
              entry -> Optional.ofNullable(Longs.tryParse(entry.getFileName().toString())).stream())
          .filter(pid -> sessionOf(pid).filter(session -> session == root.pid()).isPresent())
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private static Optional<Long> sessionOf(long pid) {
    return stat(pid).map(fields -> Longs.tryParse(fields.get(3)));
  }

  /** Gone, or a zombie, whose parent (an init that is slow) has not asked how it ended. */
  private static boolean isOver(ProcessHandle process) {
    return !process.isAlive()
        || stat(process.pid()).filter(fields -> fields.get(0).equals("Z")).isPresent();
  }

  /**
   * The fields of {@code /proc/PID/stat} after the name in brackets: state, ppid, pgrp, session.
   */
  private static Optional<List<String>> stat(long pid) {
    // A stream and not Files.readString: an interrupt would close its channel.
    try (FileInputStream file = new FileInputStream(PROCESSES.resolve(pid + "/stat").toFile())) {
      String stat = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return Optional.of(Splitter.on(' ').splitToList(stat.substring(stat.lastIndexOf(')') + 2)));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
