package io.ec2cluster.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerUserTest {
  private static final ServerUser UNSET = new ServerUser("db.user", Optional.empty());

  private final Path data;

  ServerUserTest(@TempDir Path data) {
    this.data = data;
  }

  @Test
  void aPlainUserRunsServersAsItself() {
    Machine plain = new Machine(Path.of("/"), List.of(), "alice", false);

    assertThat(UNSET.on(plain, data, "daemon")).isEqualTo("alice");
    assertThat(new ServerUser("db.user", Optional.of("alice")).on(plain, data, "daemon"))
        .isEqualTo("alice");
  }

  @Test
  void aPlainUserCannotBecomeAnother() {
    Machine plain = new Machine(Path.of("/"), List.of(), "alice", false);

    assertThatThrownBy(
            () -> new ServerUser("db.user", Optional.of("bob")).on(plain, data, "nobody"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "db.user is 'bob', but this process runs as 'alice': run ec2cluster as root or as 'bob'");
  }

  @Test
  void rootTakesWhatIsConfiguredElseTheOwnerElseTheDefault() throws IOException {
    Machine root = new Machine(Path.of("/"), List.of(), "root", true);
    String owner = Files.getOwner(data).getName();

    assertThat(new ServerUser("db.user", Optional.of("daemon")).on(root, data, "nobody"))
        .isEqualTo("daemon");
    assertThat(UNSET.on(root, data, "nobody")).isEqualTo(owner.equals("root") ? "nobody" : owner);
    assertThat(UNSET.on(root, data.resolve("to-be-made"), "nobody")).isEqualTo("nobody");
  }

  @Test
  void rootIsToldOfAUserThatDoesNotExist() {
    Machine root = new Machine(Path.of("/"), List.of(), "root", true);

    assertThatThrownBy(
            () -> new ServerUser("db.user", Optional.of("no-such-user")).on(root, data, "nobody"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("no user 'no-such-user'", "db.user");
  }
}
