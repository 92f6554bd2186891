package io.ec2cluster.cli;

import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.EffectiveSetting;
import io.ec2cluster.doctor.DoctorReport;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.Operation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * The shipped program, except that its process is killed, or told to end, exactly before or after
 * one step: {@code KILL|TERM BEFORE|AFTER STEP-NUMBER ARGUMENT...}.
 */
public final class DyingProgram {
  /** What it says on standard error, before the step's name, as soon as a step begins. */
  public static final String BEGINS = "begins: ";

  /** What happens to the process. */
  public enum Signal {
    /** It is gone at once, as by {@code kill -9}: nothing in it runs any more. */
    KILL,
    /** It is told to end; the step goes on once the signal has arrived. */
    TERM
  }

  /** When it happens. */
  public enum Moment {
    BEFORE,
    AFTER
  }

  private DyingProgram() {}

  /** Runs one command. */
  public static void main(String[] args) {
    Death death =
        new Death(Signal.valueOf(args[0]), Moment.valueOf(args[1]), Integer.parseInt(args[2]));
    Core core = new DoomedCore(Main.core(List.of(args), System.getenv()), death);
    System.exit(Main.run(List.of(args).subList(3, args.length), core));
  }

  private static final class Death {
    private final Signal signal;
    private final Moment moment;
    private final int step;
    private int begun;
    private int ended;

    Death(Signal signal, Moment moment, int step) {
      this.signal = signal;
      this.moment = moment;
      this.step = step;
    }

    void begin() {
      if (moment == Moment.BEFORE && begun++ == step) {
        strike();
      }
    }

    void end() {
      if (moment == Moment.AFTER && ended++ == step) {
        strike();
      }
    }

    private void strike() {
      if (signal == Signal.KILL) {
        Runtime.getRuntime().halt(137);
      }
      try {
        new ProcessBuilder("kill", "-TERM", Long.toString(ProcessHandle.current().pid()))
            .inheritIO()
            .start()
            .waitFor();
        // The signal is handled by another thread, which interrupts this one.
        new CountDownLatch(1).await();
      } catch (InterruptedException told) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        throw new IllegalStateException("no program 'kill' on the PATH", e);
      }
    }
  }

  private record DoomedCore(Core core, Death death) implements Core {
    @Override
    public EngineCatalog catalog() {
      return core.catalog();
    }

    @Override
    public List<Operation<?>> operations(String engine) {
      return core.operations(engine);
    }

    @Override
    public Record options(Class<? extends Record> type, Map<String, List<String>> given) {
      return core.options(type, given);
    }

    @Override
    public List<ConfigurationProblem> problems(String name, String text) {
      return core.problems(name, text);
    }

    @Override
    public Configured configure(GlobalOptions options) {
      return new DoomedConfiguration(core.configure(options), death);
    }
  }

  private record DoomedConfiguration(Core.Configured configured, Death death)
      implements Core.Configured {
    @Override
    public Optional<String> engine() {
      return configured.engine();
    }

    @Override
    public List<EffectiveSetting> effective() {
      return configured.effective();
    }

    @Override
    public Optional<String> file() {
      return configured.file();
    }

    @Override
    public Set<String> sections() {
      return configured.sections();
    }

    @Override
    public DoctorReport doctor(List<String> engines, ProgressListener listener) {
      return configured.doctor(engines, listener);
    }

    @Override
    public void agent(List<String> engines, ProgressListener listener) {
      configured.agent(engines, new DoomedListener(listener, death));
    }

    @Override
    public Core.Node open(String engine, ProgressListener listener) {
      return configured.open(engine, new DoomedListener(listener, death));
    }
  }

  private record DoomedListener(ProgressListener listener, Death death)
      implements ProgressListener {
    @Override
    public void stepStarted(String name, String description) {
      listener.stepStarted(name, description);
      System.err.println(BEGINS + name);
      death.begin();
    }

    @Override
    public void progress(String step, String message) {
      listener.progress(step, message);
    }

    @Override
    public void stepEnded(Report.StepReport step) {
      listener.stepEnded(step);
      death.end();
    }
  }
}
