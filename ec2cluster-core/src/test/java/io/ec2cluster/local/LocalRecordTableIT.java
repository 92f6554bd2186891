package io.ec2cluster.local;

import io.ec2cluster.Time;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.testing.contract.RecordTableContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalRecordTableIT extends RecordTableContract {
  private final Path folder;

  LocalRecordTableIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Override
  protected RecordTable open() {
    return new LocalRecordTable(folder.resolve("records"), Time.system());
  }
}
