#!/usr/bin/env bash
# What the examples of the README call, so that the test that runs them runs every one.
. "$(dirname "$0")/tools.sh"

debian curl=curl jq=jq python3=python3
run jq --version
