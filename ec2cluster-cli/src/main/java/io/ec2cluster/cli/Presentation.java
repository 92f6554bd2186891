package io.ec2cluster.cli;

import io.ec2cluster.JsonText;
import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.cli.GlobalOptions.OutputForm;
import io.ec2cluster.spi.Query;
import java.io.PrintWriter;
import java.util.List;

/**
 * Says how a command ended: data on standard output (text, or JSON where it was asked for), words
 * for people on standard error.
 */
final class Presentation {
  private final PrintWriter out;
  private final PrintWriter err;
  private final Colours colours;
  private final OutputForm form;
  private final boolean verbose;

  Presentation(Terminal terminal, Colours colours, OutputForm form, boolean verbose) {
    this.out = terminal.out();
    this.err = terminal.err();
    this.colours = colours;
    this.form = form;
    this.verbose = verbose;
  }

  /** The end of a change; returns the exit code. */
  int report(Report report) {
    if (form == OutputForm.JSON) {
      json(OperationResult.of(report));
    } else if (report.dryRun()) {
      out.print(PlanText.of(report.steps()));
    }
    notes(report.notes());
    if (report.outcome() == Outcome.DONE) {
      err.println(report.message());
    } else {
      complain(report.outcome(), report.message());
    }
    return report.exitCode();
  }

  /** The answer of a query; returns the exit code. */
  int answer(Subject subject, Query.Answer answer) {
    if (form == OutputForm.JSON) {
      json(OperationResult.of(subject, answer));
    } else {
      data(answer.text());
    }
    return answer.exitCode();
  }

  /** One of many answers, with the time; visible at once. */
  void watched(Subject subject, Query.Answer answer, String now) {
    if (form == OutputForm.TEXT) {
      data(now);
    }
    answer(subject, answer);
    if (form == OutputForm.TEXT) {
      out.println();
    }
    out.flush();
  }

  /** The end of a service; returns the exit code. */
  int served(Subject subject) {
    if (form == OutputForm.JSON) {
      json(OperationResult.served(subject));
    }
    return Outcome.DONE.exitCode();
  }

  /** What a command of the tool itself has to tell; returns the exit code. */
  int listing(String text, Record value) {
    if (form == OutputForm.JSON) {
      json(value);
    } else {
      data(text);
    }
    return Outcome.DONE.exitCode();
  }

  /** A command that came to nothing; returns the exit code. */
  int failure(Subject subject, Failure failure) {
    if (form == OutputForm.JSON) {
      json(OperationResult.of(subject, failure));
    }
    complain(failure.outcome(), failure.message());
    if (verbose && failure.outcome() == Outcome.INTERNAL_ERROR) {
      failure.cause().printStackTrace(err);
    }
    return failure.outcome().exitCode();
  }

  /** Things that a person should know and that do not stop the command. */
  void warn(List<String> warnings) {
    warnings.forEach(warning -> err.println(colours.alarm("warning:") + " " + warning));
  }

  /** Things that a person should know about a result. */
  void notes(List<String> notes) {
    notes.forEach(note -> err.println("note: " + note));
  }

  /** What was done, for a person. */
  void say(String message) {
    err.println(message);
  }

  private void complain(Outcome outcome, String message) {
    err.println("ec2cluster: " + colours.alarm(Words.of(outcome) + ":") + " " + message);
  }

  private void data(String text) {
    out.print(text.endsWith("\n") || text.isEmpty() ? text : text + "\n");
  }

  private void json(Record value) {
    out.print(JsonText.of(value));
  }
}
