package io.ec2cluster.rds;

import io.ec2cluster.rds.FleetWatch.Goal;
import java.util.Optional;

/** What is waited for. */
final class Goals {
  private Goals() {}

  /** Usable. */
  static Goal available() {
    return new Reached("available") {
      @Override
      boolean isReached(DbInstance instance) {
        return instance.isAvailable();
      }
    };
  }

  /**
   * A class, with nothing on its way any more: right after the request RDS still says {@code
   * available}. In the maintenance window it is enough that it is queued.
   */
  static Goal instanceClass(String wanted, When when) {
    return new Reached("available with class " + wanted) {
      @Override
      boolean isReached(DbInstance instance) {
        boolean queued = instance.pendingClass().filter(wanted::equals).isPresent();
        return instance.hasClass(wanted)
            ? instance.isAvailable()
            : queued && when == When.MAINTENANCE_WINDOW;
      }
    };
  }

  /** Usable, and following nobody. */
  static Goal promoted() {
    return new Reached("promoted and available") {
      @Override
      boolean isReached(DbInstance instance) {
        return instance.source().isEmpty() && instance.isAvailable();
      }
    };
  }

  /** Deleted. */
  static Goal gone() {
    return new Goal() {
      @Override
      public boolean isReached(Optional<DbInstance> instance) {
        return instance.isEmpty();
      }

      /** Somebody created it again. */
      @Override
      public boolean isUndone(Optional<DbInstance> instance) {
        return instance.filter(there -> !there.isGoing()).isPresent();
      }

      @Override
      public String words() {
        return "gone";
      }

      @Override
      public boolean mindsTrouble() {
        return false;
      }
    };
  }

  /** A goal that only an instance that is there reaches. */
  private abstract static class Reached implements Goal {
    private final String words;

    Reached(String words) {
      this.words = words;
    }

    abstract boolean isReached(DbInstance instance);

    @Override
    public boolean isReached(Optional<DbInstance> instance) {
      return instance.filter(this::isReached).isPresent();
    }

    /** Somebody deletes it. */
    @Override
    public boolean isUndone(Optional<DbInstance> instance) {
      return instance.filter(there -> !there.isGoing()).isEmpty();
    }

    @Override
    public String words() {
      return words;
    }
  }
}
