package io.ec2cluster.internal.agent;

import io.ec2cluster.ProgressListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says what is new: whoever looks every few seconds says the same thing once. Safe for use by
 * several threads.
 */
final class News {
  private static final String SPEAKER = "agent";

  private final ProgressListener listener;
  private final Map<String, String> told = new ConcurrentHashMap<>();

  News(ProgressListener listener) {
    this.listener = listener;
  }

  /** Says something in any case. */
  void say(String words) {
    listener.progress(SPEAKER, words);
  }

  /** Says something about a subject, unless it was the last thing said about it. */
  void say(String subject, String words) {
    if (!words.equals(told.put(subject, words))) {
      say(subject + ": " + words);
    }
  }

  /** A subject is as it should be; said where something else was said before. */
  void isWell(String subject) {
    if (told.remove(subject) != null) {
      say(subject + ": well again");
    }
  }
}
