package io.ec2cluster.aws;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.coordination.StoredRecord;
import io.ec2cluster.dns.ChangeConflictException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/**
 * Small records in a DynamoDB table: one item each, with the string {@code key} as the table's only
 * key, {@code value}, the number {@code version} and the string {@code nonce}. Writes are
 * conditional on absence or on version and nonce; reads are strongly consistent. Safe for use by
 * several threads.
 */
public final class DynamoDbTable implements RecordTable {
  static final String KEY = "key";

  private static final String VALUE = "value";
  private static final String VERSION = "version";
  private static final String NONCE = "nonce";

  /** Far below an item's 400 KB (Developer Guide, "Quotas"). */
  private static final int LONGEST_VALUE = 100_000;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final String ABSENT = "attribute_not_exists(#key)";
  private static final String UNCHANGED = "#version = :version AND #nonce = :nonce";

  private final Supplier<DynamoDbClient> client;
  private final String name;
  private final AwsRetry retry;

  /**
   * Records in a table.
   *
   * @param client makes the client when it is first needed
   */
  public DynamoDbTable(Supplier<DynamoDbClient> client, String name, AwsRetry retry) {
    this.client = client;
    this.name = name;
    this.retry = retry;
  }

  @Override
  public String id() {
    return "DynamoDB table " + name;
  }

  @Override
  public int longestValue() {
    return LONGEST_VALUE;
  }

  @Override
  public boolean bearsHeartBeats() {
    return true;
  }

  /**
   * Whether the table is there and can be used.
   *
   * @throws EnvironmentException if it cannot be looked at, or a table of the name has other keys
   */
  public boolean isReady() {
    return find().filter(this::isReady).isPresent();
  }

  /**
   * Makes the table, where there is none, with on-demand capacity, and waits until it can be used.
   * Any number of nodes may do so at once. Needs {@code dynamodb:CreateTable} and {@code
   * dynamodb:DescribeTable}.
   *
   * @param deadline how long it is waited for
   * @throws EnvironmentException if it cannot be made, or a table of the name has other keys
   * @throws DeadlineException if it is not ready in time; it goes on being made
   */
  public void create(Duration deadline, Time time) throws InterruptedException {
    if (find().isEmpty()) {
      ask();
    }
    long end = time.nanos() + deadline.toNanos();
    while (!isReady()) {
      if (time.nanos() - end >= 0) {
        throw new DeadlineException(
            "the %s was asked for and is not ready after %d s; it goes on being made: run again"
                .formatted(id(), deadline.toSeconds()));
      }
      time.sleep(BETWEEN_LOOKS);
    }
  }

  private void ask() {
    AwsCall call = AwsCall.changing("make the " + id(), "dynamodb:CreateTable");
    retry.run(
        call,
        earlier -> {
          try {
            return client
                .get()
                .createTable(
                    r ->
                        r.tableName(name)
                            .attributeDefinitions(
                                AttributeDefinition.builder()
                                    .attributeName(KEY)
                                    .attributeType(ScalarAttributeType.S)
                                    .build())
                            .keySchema(
                                KeySchemaElement.builder()
                                    .attributeName(KEY)
                                    .keyType(KeyType.HASH)
                                    .build())
                            .billingMode(BillingMode.PAY_PER_REQUEST))
                .toString();
          } catch (ResourceInUseException madeMeanwhile) {
            return name;
          }
        });
  }

  private Optional<TableDescription> find() {
    AwsCall call = AwsCall.reading("look at the " + id(), "dynamodb:DescribeTable");
    return retry.run(
        call,
        earlier -> {
          try {
            return Optional.of(client.get().describeTable(r -> r.tableName(name)).table());
          } catch (ResourceNotFoundException none) {
            return Optional.empty();
          }
        });
  }

  private boolean isReady(TableDescription table) {
    boolean ours =
        table.keySchema().size() == 1
            && table.keySchema().get(0).attributeName().equals(KEY)
            && table.attributeDefinitions().stream()
                .anyMatch(
                    a -> a.attributeName().equals(KEY) && "S".equals(a.attributeTypeAsString()));
    if (!ours) {
      throw new EnvironmentException(
          "the %s has the keys %s; expected the string 'key' alone. Choose another name in coordination: table"
              .formatted(id(), table.keySchema()));
    }
    return table.tableStatus() == TableStatus.ACTIVE;
  }

  @Override
  public Optional<StoredRecord> read(RecordKey key) {
    AwsCall call =
        AwsCall.reading("read the record " + key + " in the " + id(), "dynamodb:GetItem");
    Map<String, AttributeValue> item =
        run(
            call,
            () ->
                client
                    .get()
                    .getItem(
                        r ->
                            r.tableName(name)
                                .key(Map.of(KEY, text(key.text())))
                                .consistentRead(true))
                    .item());
    return item.isEmpty() ? Optional.empty() : Optional.of(record(key, item));
  }

  @Override
  public void put(Optional<StoredRecord> seen, StoredRecord next) {
    AwsCall call =
        AwsCall.changing("write the record " + next.key() + " in the " + id(), "dynamodb:PutItem");
    run(
        call,
        () ->
            conditional(
                next.key(),
                () ->
                    client
                        .get()
                        .putItem(
                            r ->
                                r.tableName(name)
                                    .item(item(next))
                                    .conditionExpression(seen.isPresent() ? UNCHANGED : ABSENT)
                                    .expressionAttributeNames(names(seen))
                                    .expressionAttributeValues(
                                        seen.map(DynamoDbTable::expected).orElse(null)))));
  }

  @Override
  public void delete(StoredRecord seen) {
    AwsCall call =
        AwsCall.changing(
            "delete the record " + seen.key() + " in the " + id(), "dynamodb:DeleteItem");
    run(
        call,
        () ->
            conditional(
                seen.key(),
                () ->
                    client
                        .get()
                        .deleteItem(
                            r ->
                                r.tableName(name)
                                    .key(Map.of(KEY, text(seen.key().text())))
                                    .conditionExpression(UNCHANGED)
                                    .expressionAttributeNames(names(Optional.of(seen)))
                                    .expressionAttributeValues(expected(seen)))));
  }

  private <T> T run(AwsCall call, Supplier<T> attempt) {
    try {
      return retry.run(call, earlier -> attempt.get());
    } catch (EnvironmentException e) {
      if (e.getCause() instanceof ResourceNotFoundException) {
        throw new EnvironmentException(
            "cannot %s: there is no such table in this region. Make it by 'ec2cluster coordination create', or name another in coordination: table"
                .formatted(call.what()),
            e);
      }
      throw e;
    }
  }

  private <T> T conditional(RecordKey key, Supplier<T> write) {
    try {
      return write.get();
    } catch (ConditionalCheckFailedException other) {
      throw new ChangeConflictException(
          "the record " + key + " in the " + id() + " is not what it was when it was read");
    }
  }

  private static Map<String, String> names(Optional<StoredRecord> seen) {
    return seen.isPresent() ? Map.of("#version", VERSION, "#nonce", NONCE) : Map.of("#key", KEY);
  }

  private static Map<String, AttributeValue> expected(StoredRecord seen) {
    return Map.of(":version", number(seen.version()), ":nonce", text(seen.nonce()));
  }

  private static Map<String, AttributeValue> item(StoredRecord record) {
    return ImmutableMap.of(
        KEY, text(record.key().text()),
        VALUE, text(record.value()),
        VERSION, number(record.version()),
        NONCE, text(record.nonce()));
  }

  private StoredRecord record(RecordKey key, Map<String, AttributeValue> item) {
    try {
      return new StoredRecord(
          key,
          string(item, VALUE),
          Long.parseLong(Optional.ofNullable(item.get(VERSION)).map(AttributeValue::n).orElse("")),
          string(item, NONCE));
    } catch (IllegalArgumentException wrong) {
      throw new EnvironmentException(
          "the item %s in the %s is no record that this version can read; expected the strings 'value' and 'nonce' and the number 'version'. See who writes it"
              .formatted(key, id()),
          wrong);
    }
  }

  private static String string(Map<String, AttributeValue> item, String attribute) {
    return Optional.ofNullable(item.get(attribute))
        .map(AttributeValue::s)
        .orElseThrow(() -> new IllegalArgumentException("no " + attribute));
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }
}
