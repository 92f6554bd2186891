package io.ec2cluster.cli;

import io.ec2cluster.ProgressListener;
import io.ec2cluster.Time;
import picocli.CommandLine.ParseResult;

/**
 * A command that was called.
 *
 * @param command the command's own part of the command line
 * @param options what was said before or after its name
 * @param presentation where the result goes
 * @param progress where progress goes
 * @param time for pauses
 */
record Call(
    ParseResult command,
    GlobalOptions options,
    Presentation presentation,
    ProgressListener progress,
    Time time) {}
