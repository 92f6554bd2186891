package io.ec2cluster.rds;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Readers that connect, ask and go, over and over: some for one query, some for about a second.
 * They count what every server answered, and keep every failure.
 */
final class ReaderLoad implements AutoCloseable {
  private static final int SHORT_READERS = 3;
  private static final int LONG_READERS = 4;
  private static final int LONG_QUERIES = 60;

  private final ExecutorService readers =
      Executors.newFixedThreadPool(SHORT_READERS + LONG_READERS);
  private final Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<SQLException> failures = new ConcurrentLinkedQueue<>();
  private final Door door;
  private volatile boolean over;

  /** Opens connections. */
  @FunctionalInterface
  interface Door {
    Connection connect() throws SQLException;
  }

  private ReaderLoad(Door door) {
    this.door = door;
  }

  static ReaderLoad start(Door door) {
    ReaderLoad load = new ReaderLoad(door);
    IntStream.range(0, SHORT_READERS).forEach(i -> load.readers.execute(() -> load.read(1)));
    IntStream.range(0, LONG_READERS)
        .forEach(i -> load.readers.execute(() -> load.read(LONG_QUERIES)));
    return load;
  }

  private void read(int queries) {
    while (!over) {
      try (Connection connection = door.connect()) {
        for (int i = 0; i < queries && !over; i++) {
          answers.computeIfAbsent(port(connection), none -> new LongAdder()).increment();
        }
      } catch (SQLException failure) {
        failures.add(failure);
      }
    }
  }

  /** Which server answers, after a hundredth of a second. */
  static int port(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT inet_server_port() FROM pg_sleep(0.01)")) {
      if (!row.next()) {
        throw new SQLException("no row");
      }
      return row.getInt(1);
    }
  }

  /** How many queries a server has answered. */
  long answers(int port) {
    return answers.getOrDefault(port, new LongAdder()).sum();
  }

  List<String> failures() {
    return failures.stream().map(failure -> failure.getSQLState() + " " + failure).toList();
  }

  @Override
  public void close() {
    over = true;
    readers.shutdown();
    try {
      if (!readers.awaitTermination(20, TimeUnit.SECONDS)) {
        throw new AssertionError("the readers do not end");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
