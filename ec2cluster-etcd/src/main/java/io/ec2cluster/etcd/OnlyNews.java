package io.ec2cluster.etcd;

import java.util.function.Consumer;

/** Passes on what was not said last: the same again and again would say nothing. For one thread. */
final class OnlyNews implements Consumer<String> {
  private final Consumer<String> listener;
  private String last = "";

  OnlyNews(Consumer<String> listener) {
    this.listener = listener;
  }

  @Override
  public void accept(String words) {
    if (!words.equals(last)) {
      last = words;
      listener.accept(words);
    }
  }
}
