package io.ec2cluster.spi;

/** A part of a plan: a step, or a step whose result decides what follows. */
public sealed interface PlanItem permits Step, Choice {
  /** The step itself. */
  Step step();
}
