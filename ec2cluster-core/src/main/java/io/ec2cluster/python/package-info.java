/**
 * Settings files in Python, read as data: {@link io.ec2cluster.python.PythonSettings} is where to
 * start. Nothing is imported, called or executed.
 */
@NullMarked
package io.ec2cluster.python;

import org.jspecify.annotations.NullMarked;
