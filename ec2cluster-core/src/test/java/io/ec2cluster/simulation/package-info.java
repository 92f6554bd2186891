/**
 * A deterministic simulation of the role election: the real code on many nodes over a cloud that
 * fails, one step at a time, replayable from a seed or explored exhaustively.
 */
@NullMarked
package io.ec2cluster.simulation;

import org.jspecify.annotations.NullMarked;
