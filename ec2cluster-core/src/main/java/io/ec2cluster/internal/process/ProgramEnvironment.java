package io.ec2cluster.internal.process;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;
import io.ec2cluster.role.RoleNames;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.OperationContext;
import java.util.Map;

/**
 * What the programs of the configuration (the script engine's, hooks) are told, as environment
 * variables.
 */
public final class ProgramEnvironment {
  private static final String PREFIX = "EC2CLUSTER_";
  private static final CharMatcher PLAIN =
      CharMatcher.inRange('A', 'Z').or(CharMatcher.inRange('0', '9'));

  private final OperationContext context;

  /** What an operation knows. */
  public ProgramEnvironment(OperationContext context) {
    this.context = context;
  }

  /** Where the role is not decided. */
  public Map<String, String> ofNode() {
    ImmutableMap.Builder<String, String> variables = ImmutableMap.builder();
    context
        .cloud()
        .metadata()
        .variables()
        .forEach((key, value) -> put(variables, "METADATA_" + key, value));
    put(variables, "CLUSTER", context.cluster());
    put(variables, "INSTANCE_ID", context.cloud().metadata().instanceId());
    RoleNames names = context.names();
    put(variables, "PRIMARY_NAME", names.primary().text());
    names.replica().ifPresent(name -> put(variables, "REPLICA_NAME", name.text()));
    return variables.buildKeepingLast();
  }

  /** Where it is. */
  public Map<String, String> of(Assignment assignment) {
    ImmutableMap.Builder<String, String> variables = ImmutableMap.builder();
    variables.putAll(ofNode());
    put(variables, "ROLE", assignment.role().label());
    put(variables, "EPOCH", Long.toString(assignment.epoch()));
    put(variables, "FOUNDING", Boolean.toString(assignment.founding()));
    put(variables, "PRIMARY_ADDRESS", assignment.primary().address());
    put(variables, "PRIMARY_PORT", Integer.toString(assignment.primary().port()));
    return variables.buildKeepingLast();
  }

  /** A value with a NUL, from user data, cannot be a variable (environ(7)); it is left out. */
  private static void put(
      ImmutableMap.Builder<String, String> variables, String key, String value) {
    if (value.indexOf('\0') < 0) {
      variables.put(PREFIX + PLAIN.negate().replaceFrom(Ascii.toUpperCase(key), '_'), value);
    }
  }
}
