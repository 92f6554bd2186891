/**
 * The machine that an engine runs on, for engine modules: its file tree and users, files that are
 * whole or absent, its init system, its distribution's packages.
 */
@NullMarked
package io.ec2cluster.host;

import org.jspecify.annotations.NullMarked;
