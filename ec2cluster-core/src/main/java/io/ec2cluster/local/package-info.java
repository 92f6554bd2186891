/**
 * The local back end: the same contracts as over AWS, kept by files of one directory, for one
 * machine. Start with {@link io.ec2cluster.local.LocalCloud}.
 *
 * <pre>
 * DIRECTORY/zone/example.com.zone       the zone, an RFC 1035 master file
 * DIRECTORY/instances/i-1.maindb.json   what i-1 tells of its life in the cluster maindb
 * DIRECTORY/instances/i-1.role          the role that i-1 has
 * </pre>
 */
@NullMarked
package io.ec2cluster.local;

import org.jspecify.annotations.NullMarked;
