package io.ec2cluster.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a Java process takes of its machine. The heap is what is reachable: the class histogram of
 * {@code jcmd}, which collects all garbage first and has the same form for each collector; the
 * process has to be started with {@link #ENVIRONMENT}. What it takes beside the heap (classes,
 * compiled code, buffers, stacks) shows in {@code resident}, of which the heap is a part that stays
 * the same.
 *
 * @param name of the process, for people
 * @param live reachable bytes by class
 * @param resident bytes of memory ({@code VmRSS})
 * @param descriptors what each open file descriptor stands for
 * @param threads how many
 * @param zombies children that ended and were not waited for
 */
record ProcessVitals(
    String name,
    Process process,
    Map<String, Long> live,
    long resident,
    List<String> descriptors,
    int threads,
    long zombies) {
  /**
   * All of the heap is resident from the start: a collector that takes more of it later is no leak.
   * Most full collections of the serial collector leave dead objects of up to 5 % where they are,
   * as arrays of int, which the histogram would count.
   */
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "EC2CLUSTER_JAVA_OPTS", "-Xms96m -Xmx96m -XX:+AlwaysPreTouch -XX:MarkSweepDeadRatio=0");

  private static final long MEBIBYTE = 1024 * 1024;
  private static final long HEAP_GROWTH = 2 * MEBIBYTE;
  private static final long RESIDENT_GROWTH = 32 * MEBIBYTE;
  private static final int DESCRIPTOR_GROWTH = 8;
  private static final int THREAD_GROWTH = 4;

  /** Idle connections and threads of a listener are given up after half a minute. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int SHOWN_CLASSES = 12;
  private static final int JCMD_SECONDS = 60;
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
  private static final Pattern CLASS = Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +(\\S+)");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");

  ProcessVitals {
    live = Map.copyOf(live);
    descriptors = List.copyOf(descriptors);
  }

  /** Those of a process of this user, now. */
  static ProcessVitals of(String name, Process process) throws IOException, InterruptedException {
    Map<String, Long> live = live(process.pid());
    String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    return new ProcessVitals(
        name,
        process,
        live,
        number(RESIDENT, status) * 1024,
        descriptors(process.pid()),
        (int) number(THREADS, status),
        zombies(process));
  }

  /** Waits until the process takes hardly more than it did then; fails where it goes on to. */
  void awaitFlat() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    ProcessVitals now = of(name, process);
    while (!now.isFlatSince(this)) {
      if (System.nanoTime() - end >= 0) {
        throw new AssertionError("it grows: " + now.growthSince(this));
      }
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
      now = of(name, process);
    }
    System.out.println(name + ": warm: " + text() + "; at the end: " + now.text());
  }

  private boolean isFlatSince(ProcessVitals before) {
    return heap() - before.heap() <= HEAP_GROWTH
        && resident - before.resident <= RESIDENT_GROWTH
        && descriptors.size() - before.descriptors.size() <= DESCRIPTOR_GROWTH
        && threads - before.threads <= THREAD_GROWTH
        && zombies == 0;
  }

  /** Reachable bytes. */
  long heap() {
    return live.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The figures in a line. */
  String text() {
    return "heap %.1f MiB, resident %.1f MiB, %d descriptors, %d threads, %d zombies"
        .formatted(
            (double) heap() / MEBIBYTE,
            (double) resident / MEBIBYTE,
            descriptors.size(),
            threads,
            zombies);
  }

  private String growthSince(ProcessVitals before) {
    String classes =
        live.keySet().stream()
            .sorted(Comparator.comparingLong(type -> -before.growth(this, type)))
            .limit(SHOWN_CLASSES)
            .map(type -> "%s %+d".formatted(type, before.growth(this, type)))
            .collect(Collectors.joining(", "));
    return "%s: warm: %s %s; now: %s %s; bytes of %s"
        .formatted(name, before.text(), kinds(before), text(), kinds(this), classes);
  }

  private long growth(ProcessVitals now, String name) {
    return now.live.getOrDefault(name, 0L) - live.getOrDefault(name, 0L);
  }

  private static Map<String, Long> kinds(ProcessVitals vitals) {
    return vitals.descriptors.stream()
        .map(target -> target.replaceFirst(":\\[\\d+]$", ""))
        .collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
  }

  private static Map<String, Long> live(long pid) throws IOException, InterruptedException {
    Path output = Files.createTempFile("histogram", ".txt");
    try {
      Process jcmd =
          new ProcessBuilder(JCMD.toString(), Long.toString(pid), "GC.class_histogram")
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!jcmd.waitFor(JCMD_SECONDS, TimeUnit.SECONDS)) {
        jcmd.destroyForcibly();
        throw new AssertionError("jcmd " + pid + " does not end");
      }
      String text = Files.readString(output);
      Map<String, Long> live = new TreeMap<>();
      Matcher line = CLASS.matcher(text);
      while (line.find()) {
        live.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum);
      }
      if (live.isEmpty()) {
        throw new AssertionError("no histogram of process " + pid + ": " + text);
      }
      return live;
    } finally {
      Files.delete(output);
    }
  }

  private static List<String> descriptors(long pid) throws IOException {
    try (Stream<Path> links = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return links.flatMap(ProcessVitals::target).toList();
    }
  }

  private static Stream<String> target(Path link) {
    try {
      return Stream.of(Files.readSymbolicLink(link).toString());
    } catch (IOException closedMeanwhile) {
      return Stream.empty();
    }
  }

  private static long zombies(Process parent) throws IOException {
    long zombies = 0;
    for (ProcessHandle child : parent.children().toList()) {
      zombies += isZombie(Path.of("/proc/" + child.pid() + "/stat")) ? 1 : 0;
    }
    return zombies;
  }

  private static boolean isZombie(Path file) throws IOException {
    try {
      String stat = Files.readString(file);
      // Behind the program's name, which may hold anything, is the state.
      return stat.startsWith(" Z ", stat.lastIndexOf(')') + 1);
    } catch (IOException failure) {
      if (Files.exists(file)) {
        throw failure;
      }
      return false;
    }
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + text);
    }
    return Long.parseLong(matcher.group(1));
  }
}
