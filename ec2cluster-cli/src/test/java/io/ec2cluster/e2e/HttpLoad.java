package io.ec2cluster.e2e;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Clients that send requests at a steady rate over connections that they keep. */
final class HttpLoad implements AutoCloseable {
  private static final int CLIENTS = 12;
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: web\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final int port;
  private final long pauseNanos;
  private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final long begun = System.nanoTime();
  private volatile boolean open = true;

  private HttpLoad(int port, int perSecond) {
    this.port = port;
    this.pauseNanos = 1_000_000_000L * CLIENTS / perSecond;
  }

  static HttpLoad start(int port, int perSecond) {
    HttpLoad load = new HttpLoad(port, perSecond);
    for (int i = 0; i < CLIENTS; i++) {
      Thread thread = new Thread(load::send, "load-" + i);
      thread.start();
      load.threads.add(thread);
    }
    return load;
  }

  long answers() {
    return answers.values().stream().mapToLong(AtomicLong::get).sum();
  }

  /** How many a back end gave. */
  long answersOf(String address) {
    return answers.getOrDefault(address, new AtomicLong()).get();
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  double perSecond() {
    return answers() * 1e9 / (System.nanoTime() - begun);
  }

  @Override
  public void close() {
    stop();
  }

  /** Ends it, each client after its request. */
  void stop() {
    open = false;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void send() {
    long next = System.nanoTime();
    while (open) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean kept = true;
        while (open && kept) {
          LockSupport.parkNanos(next - System.nanoTime());
          next = Math.max(next + pauseNanos, System.nanoTime() - 20 * pauseNanos);
          kept = exchange(socket.getOutputStream(), in);
        }
      } catch (IOException failure) {
        failures.add(failure.toString());
      }
    }
  }

  /** Whether the connection can be used again. */
  private boolean exchange(OutputStream out, InputStream in) throws IOException {
    out.write(REQUEST);
    out.flush();
    String status = line(in);
    int length = 0;
    boolean kept = true;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String lower = header.toLowerCase(java.util.Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      }
      kept &= !lower.equals("connection: close");
    }
    String body = new String(in.readNBytes(length), StandardCharsets.US_ASCII).strip();
    if (status.equals("HTTP/1.1 200 OK")) {
      answers.computeIfAbsent(body, key -> new AtomicLong()).incrementAndGet();
    } else {
      failures.add(status);
    }
    return kept;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int one = in.read(); one != '\n'; one = in.read()) {
      if (one < 0) {
        throw new IOException("the connection ended within an answer, after '" + line + "'");
      }
      if (one != '\r') {
        line.append((char) one);
      }
    }
    return line.toString();
  }
}
