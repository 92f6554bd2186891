package io.ec2cluster.spi;

/**
 * Something that a module can do, declared so that the command line, the help and embedding
 * applications offer it alike.
 *
 * @param <O> the record of its options
 */
public sealed interface Operation<O extends Record> permits Query, Change, Service {
  /**
   * The operation's id, the command's name: a DNS label in lower case, or two with a space between
   * them, which make a command of a group ({@code lease show}).
   */
  String id();

  /** One sentence for the help. */
  String summary();

  /**
   * The record of its options; its components are described by {@link
   * io.ec2cluster.config.Setting}.
   */
  Class<O> options();
}
