package io.ec2cluster.simulation;

import com.google.common.collect.Queues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Does work of different length on all processors, each one taking the next in order. */
final class AllProcessors {
  /** The results, in the order in which they come. */
  <T, R> List<R> map(Collection<T> tasks, Function<T, R> work) {
    Queue<T> left = Queues.newConcurrentLinkedQueue(tasks);
    List<R> done = Collections.synchronizedList(new ArrayList<>());
    IntStream.range(0, Runtime.getRuntime().availableProcessors())
        .parallel()
        .forEach(
            worker -> {
              for (T task = left.poll(); task != null; task = left.poll()) {
                done.add(work.apply(task));
              }
            });
    return done;
  }
}
