/**
 * What the demonstrations of engine modules share: nodes on loopback addresses, the shipped program
 * run for each, and a flow for engines with one primary.
 */
@NullMarked
package io.ec2cluster.demo;

import org.jspecify.annotations.NullMarked;
