"""Imports by several machines: workers read, analyze and write shards, which are stores."""
