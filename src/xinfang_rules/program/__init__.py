"""One program for each edition: what its rules mean, written once and printed by every engine.

`lower` turns the rules of an edition into a graph of small operations (`graph`) and a list of *cells*, which say in
which order what is settled and where it is written; `condition_lowering`, `period_lowering` and `norm_lowering` are its
parts. `narrowing` turns the constraints into statements that narrow what is known. An engine prints or runs these, and
knows no rule, no period and no status:

    program = lower(edition)                  # or lower(edition, two_valued=True)
    for cell in program.cells: ...            # in an order in which each is written before it is read
    program.graph[cell.guard]                 # Node(op, operands, data)
    program.lowering.condition(constraint.condition).true     # more conditions, lowered into the same graph
    for block in narrowing(edition).blocks: ...
"""
