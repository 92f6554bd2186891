package io.ec2cluster.cli;

import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.EffectiveSetting;
import io.ec2cluster.doctor.DoctorReport;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Query;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the command line needs of core: the facade in production, a stand-in in tests. */
interface Core {
  /** The engine modules. */
  EngineCatalog catalog();

  /** An engine's operations, those that core supplies included. */
  List<Operation<?>> operations(String engine);

  /** Makes an options record of texts by key. */
  Record options(Class<? extends Record> type, Map<String, List<String>> given);

  /** Reads the configuration. */
  Configured configure(GlobalOptions options);

  /** Everything that is wrong with a configuration's text; empty where nothing is. */
  List<ConfigurationProblem> problems(String name, String text);

  /** A configuration without problems. */
  interface Configured {
    /** The engine that the top-level commands mean. */
    Optional<String> engine();

    /** What is in force and where it came from. */
    List<EffectiveSetting> effective();

    /** The engines that the file has a section of. */
    Set<String> sections();

    /** The files read. */
    Optional<String> file();

    /**
     * This node.
     *
     * @param engine the engine that will be used, whose section must be complete
     */
    Node open(String engine, ProgressListener listener);

    /** Looks at what operations of these engines need, whose sections must be complete. */
    DoctorReport doctor(List<String> engines, ProgressListener listener);

    /**
     * Looks after these engines, whose sections must be complete, until the thread is interrupted.
     */
    void agent(List<String> engines, ProgressListener listener);
  }

  /** This node's operations. */
  interface Node extends AutoCloseable {
    Report run(String engine, String operation, Record options, boolean dryRun);

    Query.Answer ask(String engine, String operation, Record options);

    void serve(String engine, String operation, Record options);

    @Override
    void close();
  }
}
