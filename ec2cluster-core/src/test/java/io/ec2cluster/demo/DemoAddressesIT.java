package io.ec2cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import io.ec2cluster.EnvironmentException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoAddressesIT {
  @Test
  void portIsFreeAtEveryAddress() throws Exception {
    List<String> addresses = DemoAddresses.of(3);

    int port = DemoAddresses.freePort(addresses);

    assertThat(addresses).containsExactly("127.0.0.11", "127.0.0.12", "127.0.0.13");
    for (String address : addresses) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddresses.forString(address))) {
        assertThat(socket.isBound()).isTrue();
      }
    }
  }

  @Test
  void addressOfAnotherMachineIsNamedWithWhatToDo() {
    // A network for documentation (RFC 5737): on macOS 127.0.0.11 is as foreign as that.
    assertThatThrownBy(() -> DemoAddresses.freePort(List.of("192.0.2.1")))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("cannot listen at 192.0.2.1")
        .hasMessageContaining("ifconfig lo0 alias 192.0.2.1");
  }
}
