/**
 * What {@code ec2cluster doctor} looks at and finds, and what engine modules need for inspections
 * of their own: folders, disk space, ports.
 */
@NullMarked
package io.ec2cluster.doctor;

import org.jspecify.annotations.NullMarked;
