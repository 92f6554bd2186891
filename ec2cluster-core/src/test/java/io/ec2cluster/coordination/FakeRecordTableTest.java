package io.ec2cluster.coordination;

import io.ec2cluster.testing.FakeRecordTable;
import io.ec2cluster.testing.contract.RecordTableContract;

class FakeRecordTableTest extends RecordTableContract {
  private final FakeRecordTable table = new FakeRecordTable();

  @Override
  protected RecordTable open() {
    return table;
  }
}
