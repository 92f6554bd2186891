package io.ec2cluster.script;

import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.RoleEngine;
import java.util.List;

/**
 * The engine for any software with one primary: programs of the user's own do what the software
 * needs, ec2cluster decides who is what, and makes it visible. Stateless.
 *
 * <p>A program gets, besides the environment of ec2cluster itself:
 *
 * <ul>
 *   <li>{@code EC2CLUSTER_CLUSTER}, {@code EC2CLUSTER_INSTANCE_ID}, {@code
 *       EC2CLUSTER_PRIMARY_NAME}, and {@code EC2CLUSTER_REPLICA_NAME} where there is one
 *   <li>where the role is decided: {@code EC2CLUSTER_ROLE} ({@code primary} or {@code replica}),
 *       {@code EC2CLUSTER_EPOCH}, {@code EC2CLUSTER_FOUNDING} ({@code true} where this node founds
 *       the cluster: only then may an empty data set be made), {@code EC2CLUSTER_PRIMARY_ADDRESS},
 *       {@code EC2CLUSTER_PRIMARY_PORT}
 *   <li>{@code EC2CLUSTER_METADATA_<KEY>} for each key of the instance metadata and of user data
 *       that is a JSON object, in upper case, everything but letters and digits as {@code _}
 * </ul>
 *
 * <p>Every program can be run again: after a crash, the same command runs the same program. With
 * {@code check} set, a program that has done its work for this very role, epoch and primary is not
 * run again while the engine runs.
 */
public final class ScriptEngine implements RoleEngine {
  /** Its id: the section {@code script}. */
  public static final String ID = "script";

  /** For ServiceLoader and for applications. */
  public ScriptEngine() {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String summary() {
    return "Any software with one primary, driven by programs of your own";
  }

  @Override
  public Class<? extends Record> settings() {
    return ScriptSettings.class;
  }

  /** Its programs, which are not run: what they change is not known. */
  @Override
  public List<Inspection> inspections(OperationContext context) {
    return ScriptInspections.of(context.settings(ScriptSettings.class), Machine.current());
  }

  @Override
  public EngineNode node(OperationContext context) {
    return new ScriptNode(context, context.settings(ScriptSettings.class));
  }
}
