#!/bin/sh
# Says that it is ready, as a grader does, and then nothing sensible.
echo '{"ready":{"image":"none","confinement":{"landlock":"none"}}}'
while read -r _; do
    echo 'Traceback (most recent call last):'
done
