package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.coordination.Coordination;
import io.ec2cluster.coordination.Lease;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.coordination.StoredRecord;
import io.ec2cluster.testing.contract.RecordTableContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Over the real SDK client, HTTP and DynamoDB Local. */
class DynamoDbTableIT extends RecordTableContract {
  private static final DynamoDbLocal DYNAMO_DB = DynamoDbLocal.start();
  private static final AtomicInteger TABLES = new AtomicInteger();
  private static final RecordKey KEY = RecordKey.of("etcd", "maindb", "founding");

  private final String name = "records-" + TABLES.incrementAndGet();

  DynamoDbTableIT() throws InterruptedException {
    DYNAMO_DB.table(name).create(Duration.ofSeconds(60), Time.system());
  }

  @AfterAll
  static void stop() {
    DYNAMO_DB.close();
  }

  @Override
  protected RecordTable open() {
    return DYNAMO_DB.table(name);
  }

  @Test
  void tableIsMadeOnceByWhoeverAsksForIt() throws Exception {
    open().put(Optional.empty(), new StoredRecord(KEY, "kept", 1, "0000000000000001"));

    DYNAMO_DB.table(name).create(Duration.ofSeconds(60), Time.system());

    assertThat(open().read(KEY).map(StoredRecord::value)).contains("kept");
    assertThat(
            DYNAMO_DB.client().describeTable(r -> r.tableName(name)).table().billingModeSummary())
        .satisfies(mode -> assertThat(mode.billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST));
  }

  @Test
  void tableOfOtherKeysIsRefused() {
    String other = name + "-other";
    DYNAMO_DB
        .client()
        .createTable(
            r ->
                r.tableName(other)
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType(ScalarAttributeType.N)
                            .build())
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("id")
                            .keyType(KeyType.HASH)
                            .build())
                    .billingMode(BillingMode.PAY_PER_REQUEST));

    assertThatThrownBy(() -> DYNAMO_DB.table(other).create(Duration.ofSeconds(60), Time.system()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining(other)
        .hasMessageContaining("expected the string 'key' alone");
  }

  @Test
  void missingTableIsToldWithWhatToDo() {
    RecordTable missing = DYNAMO_DB.table("no-such-table");

    assertThatThrownBy(() -> missing.read(KEY))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining(
            "read the record etcd/maindb/founding in the DynamoDB table no-such-table")
        .hasMessageContaining("coordination: table");
    assertThatThrownBy(
            () -> missing.put(Optional.empty(), new StoredRecord(KEY, "x", 1, "0000000000000001")))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("there is no such table");
  }

  @Test
  void itemOfSomebodyElseIsToldAndLeftAlone() {
    DYNAMO_DB
        .client()
        .putItem(
            r ->
                r.tableName(name)
                    .item(Map.of("key", AttributeValue.fromS("etcd/maindb/founding"))));

    assertThatThrownBy(() -> open().read(KEY))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("no record that this version can read");
  }

  /** Ten want each of a hundred leases; everybody gets it, one after the other. */
  @Test
  void thousandContendersHaveAHundredLeasesInTurn() throws Exception {
    int leases = 100;
    int contenders = 1000;
    Map<RecordKey, AtomicInteger> inside = new ConcurrentHashMap<>();
    Map<RecordKey, List<Long>> tokens = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(contenders);
    try {
      List<Callable<RecordKey>> tasks = new ArrayList<>();
      for (int i = 0; i < contenders; i++) {
        int number = i;
        RecordKey key = RecordKey.of("many", "lease-" + number % leases);
        tasks.add(() -> takeTurn(key, number, inside, tokens));
      }
      for (Future<RecordKey> turn : threads.invokeAll(tasks)) {
        assertThat(turn.get().text()).startsWith("many/");
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(tokens).hasSize(leases);
    assertThat(tokens.values())
        .allSatisfy(
            given ->
                assertThat(given)
                    .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, contenders / leases).boxed().toList()));
  }

  private RecordKey takeTurn(
      RecordKey key,
      int number,
      Map<RecordKey, AtomicInteger> inside,
      Map<RecordKey, List<Long>> tokens)
      throws InterruptedException {
    AtomicInteger here = inside.computeIfAbsent(key, none -> new AtomicInteger());
    Coordination coordination = new Coordination(open(), Time.system(), new Random(number));
    try (Lease lease =
        coordination
            .leases()
            .acquire(key, "c-" + number, Duration.ofMinutes(5), Duration.ofMinutes(10))
            .orElseThrow()) {
      assertThat(here.incrementAndGet()).as("holders of %s", key).isEqualTo(1);
      tokens.computeIfAbsent(key, none -> new ArrayList<>()).add(lease.token());
      assertThat(here.decrementAndGet()).isZero();
      return key;
    }
  }
}
