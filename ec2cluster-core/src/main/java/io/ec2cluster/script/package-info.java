/** The script engine: any software with one primary, driven by argument vectors. */
@NullMarked
package io.ec2cluster.script;

import org.jspecify.annotations.NullMarked;
