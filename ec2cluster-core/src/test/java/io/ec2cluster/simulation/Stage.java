package io.ec2cluster.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Pooled threads of which exactly one runs at a time: whoever holds the baton asks the director who
 * is next and hands it over itself, so that a change of thread costs one wake-up, and none where
 * the same actor goes on. The thread that created the stage is the house, which waits while actors
 * act.
 *
 * <p>Everything that the actors share is passed on with the baton (a volatile write and read).
 */
final class Stage implements AutoCloseable {
  /** What the director answers when the play is over. */
  static final int HOUSE = -1;

  private static final int CLOSED = -2;

  private final List<Actor> actors = new ArrayList<>();
  private final Thread house = Thread.currentThread();
  private IntSupplier director = () -> HOUSE;
  private Optional<Throwable> failure = Optional.empty();
  private boolean curtain;
  private volatile int turn = HOUSE;

  Stage(int size) {
    for (int i = 0; i < size; i++) {
      Actor actor = new Actor(i);
      actors.add(actor);
      actor.thread.start();
    }
  }

  /** Gives an actor something to do; it begins when the director picks it. */
  void cast(int index, Runnable body) {
    actors.get(index).body = Optional.of(body);
  }

  /** Whether an actor has something to do, begun or not. */
  boolean isActing(int index) {
    return actors.get(index).body.isPresent();
  }

  /**
   * Runs until the director ends the play, then unwinds who is still acting.
   *
   * @return what an actor or the director threw, other than the death of a process
   */
  Optional<Throwable> play(IntSupplier newDirector) {
    director = newDirector;
    failure = Optional.empty();
    curtain = false;
    pass(HOUSE, next());
    curtain = true;
    for (Actor actor : actors) {
      if (actor.begun) {
        pass(HOUSE, actor.index);
      }
      actor.body = Optional.empty();
    }
    return failure;
  }

  /** The point at which an actor lets others go first. */
  void pause(int self) {
    pass(self, next());
    if (curtain) {
      throw new ProcessDeath("the play is over");
    }
  }

  private int next() {
    if (curtain) {
      return HOUSE;
    }
    try {
      return director.getAsInt();
    } catch (RuntimeException | Violation thrown) {
      failed(thrown);
      return HOUSE;
    }
  }

  private void failed(Throwable thrown) {
    if (failure.isEmpty()) {
      failure = Optional.of(thrown);
    }
    curtain = true;
  }

  private void pass(int self, int to) {
    if (to != self) {
      turn = to;
      LockSupport.unpark(to == HOUSE ? house : actors.get(to).thread);
      await(self);
    }
  }

  private void await(int self) {
    while (turn != self && turn != CLOSED) {
      LockSupport.park(this);
    }
  }

  @Override
  public void close() {
    turn = CLOSED;
    for (Actor actor : actors) {
      LockSupport.unpark(actor.thread);
    }
  }

  private final class Actor implements Runnable {
    private final int index;
    private final Thread thread;
    private Optional<Runnable> body = Optional.empty();
    private boolean begun;

    Actor(int index) {
      this.index = index;
      this.thread = new Thread(this, "actor-" + index);
      this.thread.setDaemon(true);
    }

    @Override
    public void run() {
      await(index);
      while (turn != CLOSED) {
        act();
        pass(index, next());
      }
    }

    private void act() {
      begun = true;
      try {
        body.ifPresent(Runnable::run);
      } catch (ProcessDeath death) {
        // What the director wanted: the next body begins afresh, with nothing remembered.
        begun = false;
      } catch (RuntimeException | Error thrown) {
        failed(thrown);
      }
      begun = false;
      body = Optional.empty();
    }
  }
}
