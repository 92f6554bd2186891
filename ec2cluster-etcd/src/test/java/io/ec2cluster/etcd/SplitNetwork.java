package io.ec2cluster.etcd;

import io.ec2cluster.testing.standin.InstalledProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Nodes with a network card each, on one switch, in namespaces of this user alone: their cables can
 * be pulled. Node 1 has the address {@code 10.99.0.1}. For use by one thread.
 */
final class SplitNetwork implements AutoCloseable {
  private static final String READY = "ready";

  /** Ends with its input; the nodes' places are processes that only wait. */
  private static final String SCRIPT =
      """
      set -e
      places=
      trap 'kill $places' EXIT
      trap exit TERM
      ip link set lo up
      ip link add switch type bridge
      ip link set switch up
      ip address add 10.99.0.254/24 dev switch
      for node in $(seq %d); do
        unshare --net sleep 100000 >/dev/null 2>&1 &
        places="$places $!"
        while [ "$(readlink /proc/$!/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
        ip link add cable$node type veth peer name card netns $!
        ip link set cable$node master switch up
        nsenter --target $! --net sh -c "ip link set lo up; ip address add 10.99.0.$node/24 dev card; ip link set card up"
        echo $!
      done
      echo ready
      while read -r state node; do
        ip link set cable$node $state
        echo $state
      done
      """;

  private final Process process;
  private final BufferedReader output;
  private final Writer input;
  private final List<String> places = new ArrayList<>();

  private SplitNetwork(Process process) {
    this.process = process;
    this.output = process.inputReader();
    this.input = process.outputWriter();
  }

  /**
   * A network whose cables are all plugged in.
   *
   * @throws AssertionError if the system does not let this user make one
   */
  static SplitNetwork of(int nodes) throws IOException {
    InstalledProgram.find("ip", "iproute2");
    Process process =
        new ProcessBuilder(
                InstalledProgram.find("unshare", "util-linux").toString(),
                "--user",
                "--map-root-user",
                "--net",
                "sh",
                "-c",
                SCRIPT.formatted(nodes))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    SplitNetwork network = new SplitNetwork(process);
    for (String line = network.next(); !line.equals(READY); line = network.next()) {
      network.places.add(line);
    }
    return network;
  }

  static String address(int node) {
    return "10.99.0." + node;
  }

  /** What is put before an argument vector that is to run on a node. */
  List<String> on(int node) {
    return List.of(
        InstalledProgram.find("nsenter", "util-linux").toString(),
        "--target",
        places.get(node - 1),
        "--user",
        "--preserve-credentials",
        "--net");
  }

  /** Pulls a node's cable. */
  void pull(int node) throws IOException {
    set("down", node);
  }

  /** Plugs it in again. */
  void plug(int node) throws IOException {
    set("up", node);
  }

  private void set(String state, int node) throws IOException {
    input.write(state + " " + node + "\n");
    input.flush();
    if (!next().equals(state)) {
      throw new AssertionError("the cable of node " + node + " is not " + state);
    }
  }

  private String next() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new AssertionError(
          "this test needs user and network namespaces of its own: expected a Linux that lets this user make them (unshare --user --map-root-user --net), see the words of 'ip' above");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    input.close();
    InstalledProgram.end(process);
    for (String place : places) {
      ProcessHandle.of(Long.parseLong(place))
          .ifPresent(left -> left.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }
  }
}
