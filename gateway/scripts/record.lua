-- Appends to the activity.
act_all(1)
return 'ok'
