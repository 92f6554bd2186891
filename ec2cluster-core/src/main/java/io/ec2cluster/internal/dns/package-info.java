/**
 * What a zone holds and how a change batch alters it: one implementation for every zone of ours.
 */
@NullMarked
package io.ec2cluster.internal.dns;

import org.jspecify.annotations.NullMarked;
