package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of an agent for as long as they are not closed: one that asks as load balancers and
 * monitoring do, and three that abort, dawdle, talk nonsense or stay without a word. The first has
 * to be answered by 200 or 503 each time.
 */
final class AgentClients implements AutoCloseable {
  private static final List<String> PATHS =
      List.of(
          "/primary",
          "/replica",
          "/health",
          "/metrics",
          "/replica?lag=16MB",
          "/read-only",
          "/liveness",
          "/redis/primary");
  private static final List<String> NONSENSE =
      List.of(
          "\0\1\2\r\n\r\n",
          "GET\r\n\r\n",
          "GET http://[ HTTP/1.1\r\n\r\n",
          "GET /nothing HTTP/9.9\r\n\r\n",
          "GET /replica?lag=much HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /" + "x".repeat(3000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /nothing HTTP/1.1\r\nno header\r\n\r\n",
          "DELETE /primary HTTP/1.1\r\nHost: a\r\n\r\n",
          "POST /primary HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
          "POST /primary HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nand no more",
          "POST /primary HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
  private static final int RUDE = 3;
  private static final int SILENT = 20;
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int SHORT_MILLIS = 500;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long DAWDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final AgentTalk agent;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger answers = new AtomicInteger();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;

  /** Starts them. */
  AgentClients(AgentTalk agent, Random random) {
    this.agent = agent;
    start(this::beGood);
    for (int i = 0; i < RUDE; i++) {
      Random own = new Random(random.nextLong());
      start(() -> beRude(own));
    }
  }

  private void start(Runnable client) {
    Thread thread = new Thread(client, "client of " + agent.address());
    threads.add(thread);
    thread.start();
  }

  private void beGood() {
    for (int i = 0; !ended; i++) {
      String path = PATHS.get(i % PATHS.size());
      String answer = ask(path);
      if (!answer.startsWith("HTTP/1.1 200 ") && !answer.startsWith("HTTP/1.1 503 ")) {
        wrong.add(path + ": " + answer);
      }
      answers.incrementAndGet();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private String ask(String path) {
    try (Socket socket = connect()) {
      send(socket, "GET " + path + " HTTP/1.1\r\nHost: agent\r\nConnection: close\r\n\r\n");
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      return failure.toString();
    }
  }

  private void beRude(Random random) {
    List<Socket> silent = new ArrayList<>();
    while (!ended) {
      try {
        switch (random.nextInt(5)) {
          case 0 -> abort("GET /prim");
          case 1 -> abort("GET /metrics HTTP/1.1\r\nHost: agent\r\n\r\n");
          case 2 -> dawdle();
          case 3 -> talk(NONSENSE.get(random.nextInt(NONSENSE.size())));
          default -> silent.add(connect());
        }
        if (silent.size() > SILENT) {
          silent.remove(0).close();
        }
      } catch (IOException cutOff) {
        // Whoever behaves so has no right to an answer.
      }
    }
    silent.forEach(AgentClients::close);
  }

  /** Ends the connection by a reset. */
  private void abort(String request) throws IOException {
    try (Socket socket = connect()) {
      send(socket, request);
      socket.setSoLinger(true, 0);
    }
  }

  /** Sends byte by byte, until it has sent all or is cut off. */
  private void dawdle() throws IOException {
    try (Socket socket = connect()) {
      for (char letter : "GET /primary HTTP/1.1\r\nHost: agent\r\n\r\n".toCharArray()) {
        if (ended) {
          return;
        }
        send(socket, String.valueOf(letter));
        LockSupport.parkNanos(DAWDLE_NANOS);
      }
    }
  }

  private void talk(String nonsense) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(SHORT_MILLIS);
      send(socket, nonsense);
      byte[] answer = new byte[4096];
      int length = socket.getInputStream().read(answer);
      String text = new String(answer, 0, Math.max(0, length), StandardCharsets.UTF_8);
      if (text.startsWith("HTTP/1.1 2") || text.contains("\tat ")) {
        wrong.add(nonsense + ": " + text);
      }
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(agent.address(), agent.port()), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      return socket;
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Ends them; fails if one of them was answered otherwise than it should be. */
  @Override
  public void close() {
    ended = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
    System.out.println("clients of " + agent.address() + ": " + answers + " answers");
    assertThat(wrong).as("of %s answers", answers).isEmpty();
    assertThat(answers).hasPositiveValue();
  }
}
