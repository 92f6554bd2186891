package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file by which {@code etcd leave} asks the {@code etcd run} of the same node to leave, and hears
 * what became of it: two processes may not change the membership for one node at a time. For use by
 * one thread.
 */
final class LeaveRequest {
  private static final String WANTED = "wanted";

  private static final Logger LOG = LoggerFactory.getLogger(LeaveRequest.class);

  private final Path file;
  private final OwnedFiles files;

  LeaveRequest(Path file, OwnedFiles files) {
    this.file = file;
    this.files = files;
  }

  /** An answer: the word first, then what a person should know. */
  record Answer(Departure.Result result, String words) {}

  /** Asks. */
  void ask() {
    files.write(file, WANTED + "\n");
  }

  /**
   * Whether it is asked for, and not answered. One of another user's cannot be read, nor answered.
   */
  boolean isWanted() {
    try {
      return OwnedFiles.read(file).strip().equals(WANTED);
    } catch (EnvironmentException unreadable) {
      LOG.warn("not heeded: run 'etcd leave' as the user of 'etcd run'", unreadable);
      return false;
    }
  }

  /** Answers. */
  void answer(Answer answer) {
    files.write(file, answer.result() + " " + answer.words().replace('\n', ' ') + "\n");
  }

  /** The answer, once there is one. */
  Optional<Answer> findAnswer() {
    String text = OwnedFiles.read(file).strip();
    if (text.isEmpty() || text.equals(WANTED)) {
      return Optional.empty();
    }
    int blank = text.indexOf(' ');
    String word = blank < 0 ? text : text.substring(0, blank);
    String words = blank < 0 ? "" : text.substring(blank + 1);
    return Optional.of(new Answer(Departure.Result.valueOf(word), words));
  }

  /** Forgets question and answer. */
  void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw OwnedFiles.failed("deleting", file, failure);
    }
  }
}
