package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.Command;
import io.ec2cluster.testing.FakeCommands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
  @Test
  void variablesOfAPersonsOwnPsqlDoNotReachThePrograms(@TempDir Path folder) throws Exception {
    Path psql = Files.createFile(folder.resolve("psql"));
    assertThat(psql.toFile().setExecutable(true)).isTrue();
    Path data = folder.resolve("data");
    PostgresLayout layout =
        new PostgresLayout(
            15, folder, data, data, Optional.empty(), "me", 5432, folder.resolve("log"));
    Machine machine = new Machine(folder, List.of(), "me", false);

    Command command = new Programs(FakeCommands.none(), layout, machine).command("psql", List.of());

    assertThat(command.withheld()).containsExactly("PG");
  }
}
