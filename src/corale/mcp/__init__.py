"""A served release for assistants, by the Model Context Protocol: few tools, each a question to it.

service  the served release, asked over HTTP: its limits are those of every visitor
tools    what each tool answers, as plain data with the release and the IRIs
server   the tools as an MCP server, over standard input and output or HTTP
"""
